package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.RunningStatistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probability theory says about normalization and dropout, against the engine's own passes on large samples. */
class ClosedFormsTest {

    private static final Shape FEATURES = Shape.features(8);
    private static final int LARGE = 40_000;

    /**
     * A unit of mean c and variance v is kept with probability k and divided by k: its variance becomes (v + c²)/k − c².
     * So dropout ahead of BatchNorm teaches it a variance that evaluation never has, by the factor v/((v + c²)/k − c²).
     */
    @ParameterizedTest
    @CsvSource({
        "0.1, false, 0.900", "0.2, false, 0.800", "0.3, false, 0.700", "0.5, false, 0.500",
        "0.1, true, 0.860", "0.2, true, 0.732", "0.3, true, 0.614", "0.5, true, 0.405",
    })
    void dropoutShiftsTheVarianceThatBatchNormSees(double probability, boolean relu, double tabulated) {
        List<LayerSpec> layers = new ArrayList<>();
        if (relu) {
            layers.add(new LayerSpec.Relu());
        }
        layers.add(new LayerSpec.Dropout(probability));
        layers.add(new LayerSpec.BatchNorm(0.1));
        RandomGenerator random = new SplittableRandom(5);
        float[] images = Samples.images(FEATURES, LARGE, random);
        try (Network network =
                Network.create(Samples.classifier(FEATURES, 2, layers), Precision.FLOAT, new SplittableRandom(1))) {
            double ratio = variance(network, false, images, random) / variance(network, true, images, random);
            // Of max(z, 0), z standard normal.
            double c = relu ? 1 / Math.sqrt(2 * Math.PI) : 0;
            double v = relu ? 0.5 - c * c : 1;
            double expected = v / ((v + c * c) / (1 - probability) - c * c);
            assertThat(expected).isCloseTo(tabulated, within(5e-4));
            assertThat(ratio / expected).isCloseTo(1, within(0.02));
        }
    }

    /** Mean over channels of the variance that the only BatchNorm layer measures. */
    private static double variance(Network network, boolean dropout, float[] images, RandomGenerator random) {
        try (Pass pass = network.forwardPass(LARGE, new Mode(Mode.Statistics.BATCH, dropout))) {
            pass.forward(images, random);
            BatchStatistics statistics = pass.batchStatistics().get(0);
            double sum = 0;
            for (int c = 0; c < statistics.channels(); c++) {
                sum += statistics.variance(0, c) / statistics.channels();
            }
            return sum;
        }
    }

    /**
     * Running statistics with momentum ρ over i.i.d. normal batches of n values scatter around the population's: the
     * mean by √(ρ/((2−ρ) n)) standard deviations, the variance by √(2ρ/((2−ρ)(n−1))) of itself.
     */
    @ParameterizedTest
    @CsvSource({"0.1, 2", "0.1, 4", "0.1, 8", "0.1, 32", "0.9, 4", "0.5, 16"})
    void runningStatisticsScatterAsAnExponentialAverageDoes(double momentum, int n) {
        Shape channels = Shape.features(8000);
        NetworkSpec spec = Samples.classifier(channels, 2, List.of(new LayerSpec.BatchNorm(momentum)));
        RandomGenerator random = new SplittableRandom(11);
        try (Network network = Network.create(spec, Precision.FLOAT, random);
                Pass pass = network.forwardPass(n, Mode.TRAIN)) {
            // Until less than 0.1 % of the start is left.
            int steps = (int) Math.ceil(Math.log(1e-3) / Math.log(1 - momentum));
            for (int step = 0; step < steps; step++) {
                pass.forward(Samples.images(channels, n, random), null);
                pass.updateRunningStatistics();
            }
            RunningStatistics running = network.runningStatistics().get(0);
            double means = 0;
            double variances = 0;
            for (int c = 0; c < running.channels(); c++) {
                means += running.mean(c) * running.mean(c);
                variances += (running.variance(c) - 1) * (running.variance(c) - 1);
            }
            double factor = momentum / (2 - momentum);
            assertThat(Math.sqrt(means / running.channels()) / Math.sqrt(factor / n))
                    .isCloseTo(1, within(0.05));
            assertThat(Math.sqrt(variances / running.channels()) / Math.sqrt(2 * factor / (n - 1)))
                    .isCloseTo(1, within(0.05));
        }
    }
}
