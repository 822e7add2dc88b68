package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;

class ExponentialAverageTest {

    private static final NetworkSpec SPEC =
            Samples.classifier(new Shape(3, 2, 2), 3, List.of(new LayerSpec.BatchNorm(0.1)));

    private static void shake(Network network, SplittableRandom random) {
        for (Variable variable : network.variables()) {
            for (int i = 0; i < variable.length(); i++) {
                variable.values().set(i, variable.values().get(i) + random.nextGaussian());
            }
        }
    }

    @Test
    void followsTheWholeStateGeometrically() {
        for (double decay : new double[] {0, 0.5, 0.99}) {
            SplittableRandom random = new SplittableRandom(1);
            try (Network network = Network.create(SPEC, Precision.FLOAT, random);
                    ExponentialAverage average = new ExponentialAverage(network, decay)) {
                float[] start = network.state().values();
                double[] expected = new double[start.length];
                for (int i = 0; i < start.length; i++) {
                    expected[i] = start[i];
                }
                for (int step = 0; step < 6; step++) {
                    shake(network, random);
                    average.update();
                    float[] now = network.state().values();
                    for (int i = 0; i < now.length; i++) {
                        expected[i] = decay * expected[i] + (1 - decay) * now[i];
                    }
                }
                float[] all = average.state(ExponentialAverage.Part.ALL).values();
                for (int i = 0; i < all.length; i++) {
                    assertThat((double) all[i]).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
    }

    @Test
    void replacesOnlyThePartAskedFor() {
        SplittableRandom random = new SplittableRandom(1);
        try (Network network = Network.create(SPEC, Precision.FLOAT, random);
                ExponentialAverage average = new ExponentialAverage(network, 0.9)) {
            shake(network, random);
            average.update();
            float[] live = network.state().values();
            float[] all = average.state(ExponentialAverage.Part.ALL).values();
            float[] parameters =
                    average.state(ExponentialAverage.Part.PARAMETERS).values();
            float[] statistics =
                    average.state(ExponentialAverage.Part.STATISTICS).values();
            for (int i = 0; i < live.length; i++) {
                boolean parameter = i < network.parameters();
                assertThat(all[i]).isNotEqualTo(live[i]);
                assertThat(parameters[i]).isEqualTo(parameter ? all[i] : live[i]);
                assertThat(statistics[i]).isEqualTo(parameter ? live[i] : all[i]);
            }
            assertThat(network.state().values()).isEqualTo(live);
        }
    }

    @Test
    void anImpossibleDecayIsRefused() {
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(1))) {
            assertThatThrownBy(() -> new ExponentialAverage(network, 1))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("decay: expected a number from 0 to below 1, received 1.0");
        }
    }

    @Test
    void aClosedAverageIsNotUsed() {
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(1))) {
            ExponentialAverage average = new ExponentialAverage(network, 0.9);
            average.close();
            assertThatThrownBy(average::update).hasMessage("this average is closed: its memory is freed");
        }
    }
}
