package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgdTest {

    private static final NetworkSpec SPEC =
            Samples.classifier(new Shape(3, 2, 2), 3, List.of(new LayerSpec.BatchNorm(0.1)));

    /** PyTorch's formula, one value at a time, with gradients that have nothing to do with a loss. */
    @ParameterizedTest
    @CsvSource({
        "0, false, 0",
        "0, false, 0.1",
        "0.9, false, 0",
        "0.9, false, 0.05",
        "0.9, true, 0",
        "0.5, true, 0.05",
    })
    void followsTheFormula(double momentum, boolean nesterov, double weightDecay) {
        for (Precision precision : Precision.values()) {
            RandomGenerator random = new SplittableRandom(3);
            try (Network network = Samples.network(SPEC, precision, random);
                    Sgd sgd = new Sgd(network, momentum, nesterov, weightDecay)) {
                int n = network.parameters();
                double[] parameters =
                        Samples.toArray(network.memory().parameters().values(), n);
                double[] buffer = new double[n];
                for (int step = 0; step < 5; step++) {
                    // A rate that moves, as a schedule's does: it must not enter the buffer.
                    double learningRate = 0.1 / (1 + step);
                    for (int i = 0; i < n; i++) {
                        double gradient = random.nextGaussian();
                        network.memory().gradients().values().set(i, gradient);
                        double g = gradient + weightDecay * parameters[i];
                        buffer[i] = step == 0 ? g : momentum * buffer[i] + g;
                        parameters[i] -= learningRate * (nesterov ? g + momentum * buffer[i] : buffer[i]);
                    }
                    sgd.step(learningRate);
                    for (int i = 0; i < n; i++) {
                        assertThat(network.memory().parameters().values().get(i))
                                .isCloseTo(parameters[i], within(precision == Precision.FLOAT ? 2e-6 : 1e-14));
                    }
                }
            }
        }
    }

    /** What it trains moves as if all were trained; the rest stays bit for bit, weight decay or not. */
    @Test
    void canTrainSomeVariablesOnly() {
        try (Network all = Samples.network(SPEC, Precision.FLOAT, new SplittableRandom(3));
                Network some = Samples.network(SPEC, Precision.FLOAT, new SplittableRandom(3))) {
            List<Variable> trained = some.variables().stream()
                    .filter(variable -> variable.role() == Variable.Role.BIAS)
                    .toList();
            float[] before = some.state().values();
            try (Sgd full = new Sgd(all, 0.9, true, 0.1);
                    Sgd partial = new Sgd(some, 0.9, true, 0.1, trained)) {
                RandomGenerator random = new SplittableRandom(4);
                for (int step = 0; step < 3; step++) {
                    for (int i = 0; i < all.parameters(); i++) {
                        double gradient = random.nextGaussian();
                        all.memory().gradients().values().set(i, gradient);
                        some.memory().gradients().values().set(i, gradient);
                    }
                    full.step(0.1);
                    partial.step(0.1);
                }
            }
            int at = 0;
            for (int v = 0; v < some.variables().size(); v++) {
                Variable variable = some.variables().get(v);
                if (!variable.role().trainable()) {
                    continue;
                }
                boolean moves = trained.contains(variable);
                for (int i = 0; i < variable.length(); i++) {
                    double expected = moves ? all.variables().get(v).values().get(i) : before[at];
                    // A native axpy rounds the ends of its range differently, and the ranges differ.
                    assertThat(variable.values().get(i)).isCloseTo(expected, within(moves ? 1e-6 : 0));
                    assertThat(variable.values().get(i) == before[at]).isEqualTo(!moves);
                    at++;
                }
            }
            assertThat(trained).hasSize(2);
        }
    }

    @Test
    void leavesRunningStatisticsAlone() {
        try (Network network = Samples.network(SPEC, Precision.FLOAT, new SplittableRandom(3));
                Sgd sgd = new Sgd(network, 0.9, true, 0.1)) {
            double mean = network.runningStatistics().get(0).mean(1);
            double variance = network.runningStatistics().get(0).variance(1);
            sgd.step(0.5);
            assertThat(network.runningStatistics().get(0).mean(1)).isEqualTo(mean);
            assertThat(network.runningStatistics().get(0).variance(1)).isEqualTo(variance);
        }
    }

    @Test
    void aRateOfZeroMovesNothing() {
        try (Network network = Samples.network(SPEC, Precision.FLOAT, new SplittableRandom(3));
                Sgd sgd = new Sgd(network, 0.9, false, 0.1)) {
            long before = network.fingerprint();
            network.memory().gradients().values().set(0, 5);
            sgd.step(0);
            assertThat(network.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(3))) {
            assertThatThrownBy(() -> new Sgd(network, 1, false, 0))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("momentum: expected a number from 0 to below 1, received 1.0");
            assertThatThrownBy(() -> new Sgd(network, Double.NaN, false, 0))
                    .hasMessage("momentum: expected a number from 0 to below 1, received NaN");
            assertThatThrownBy(() -> new Sgd(network, 0, true, 0))
                    .hasMessage("nesterov: expected a momentum above 0 with it, received 0.0");
            assertThatThrownBy(() -> new Sgd(network, 0, false, -1e-3))
                    .hasMessage("weight-decay: expected a number of at least 0, received -0.001");
        }
    }

    @Test
    void refusesToStepWhenClosed() {
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(3))) {
            Sgd sgd = new Sgd(network, 0.9, false, 0);
            sgd.close();
            assertThatThrownBy(() -> sgd.step(0.1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this optimizer is closed: its memory is freed");
        }
    }
}
