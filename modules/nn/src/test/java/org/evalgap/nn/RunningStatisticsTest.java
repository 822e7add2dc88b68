package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.plain.PlainNetwork;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.RunningStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a batch does to running statistics, against the statistics that plain loops take of the same batch. */
class RunningStatisticsTest {

    private static final Shape IMAGE = new Shape(5, 4, 3);
    private static final int CHANNELS = 4;
    private static final double TOLERANCE = 1e-12;

    private static NetworkSpec spec(LayerSpec norm) {
        return Samples.classifier(IMAGE, 2, List.of(new LayerSpec.Conv2d(CHANNELS, 3, 1, 1, true), norm));
    }

    /** After t batches: (1 − m)ᵗ · start + Σ m (1 − m)ᵗ⁻ⁱ · batchᵢ, with the unbiased batch variance. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.9, 1})
    void areAnExponentialAverageOfBatches(double momentum) {
        double[] expectedMean = new double[CHANNELS];
        double[] expectedVariance = {1, 1, 1, 1};
        int steps = 6;
        try (Network network = network(new LayerSpec.BatchNorm(momentum));
                Pass pass = network.trainingPass(3, Mode.TRAIN)) {
            PlainNetwork plain = new PlainNetwork(network, 3, Mode.TRAIN);
            for (int step = 0; step < steps; step++) {
                float[] images = Samples.images(IMAGE, 3, new SplittableRandom(step));
                pass.forward(images, null);
                pass.updateRunningStatistics();
                plain.forward(images, null);
                for (int c = 0; c < CHANNELS; c++) {
                    double[] batch = plain.batchStatistics(1, c).get(0);
                    expectedMean[c] = (1 - momentum) * expectedMean[c] + momentum * batch[0];
                    expectedVariance[c] = (1 - momentum) * expectedVariance[c] + momentum * batch[1];
                }
            }
            assertStatistics(network, expectedMean, expectedVariance);
            assertThat(network.runningStatistics().get(0).batches()).isEqualTo(steps);
        }
    }

    /** Of a tracked InstanceNorm a batch counts once, by the mean over its samples. */
    @Test
    void ofInstancesMoveOnceForEachBatch() {
        double[] expectedMean = new double[CHANNELS];
        double[] expectedVariance = {1, 1, 1, 1};
        try (Network network = network(new InstanceNorm(1e-5, true, 0.3));
                Pass pass = network.trainingPass(3, Mode.TRAIN)) {
            PlainNetwork plain = new PlainNetwork(network, 3, Mode.TRAIN);
            for (int step = 0; step < 2; step++) {
                float[] images = Samples.images(IMAGE, 3, new SplittableRandom(step));
                pass.forward(images, null);
                pass.updateRunningStatistics();
                plain.forward(images, null);
                for (int c = 0; c < CHANNELS; c++) {
                    expectedMean[c] *= 0.7;
                    expectedVariance[c] *= 0.7;
                    for (double[] sample : plain.batchStatistics(1, c)) {
                        expectedMean[c] += 0.3 * sample[0] / 3;
                        expectedVariance[c] += 0.3 * sample[1] / 3;
                    }
                }
            }
            assertStatistics(network, expectedMean, expectedVariance);
            assertThat(network.runningStatistics().get(0).batches()).isEqualTo(2);
        }
    }

    /** One batch t times: (1 − m)ᵗ of the start is left. */
    @Test
    void forgetTheirStartGeometrically() {
        try (Network network = network(new LayerSpec.BatchNorm(0.1));
                Pass pass = network.forwardPass(3, Mode.TRAIN)) {
            float[] images = Samples.images(IMAGE, 3, new SplittableRandom(1));
            PlainNetwork plain = new PlainNetwork(network, 3, Mode.TRAIN);
            plain.forward(images, null);
            pass.forward(images, null);
            for (int step = 0; step < 50; step++) {
                pass.updateRunningStatistics();
            }
            double left = Math.pow(0.9, 50);
            for (int c = 0; c < CHANNELS; c++) {
                double[] batch = plain.batchStatistics(1, c).get(0);
                RunningStatistics running = network.runningStatistics().get(0);
                assertThat(running.mean(c)).isCloseTo((1 - left) * batch[0], within(TOLERANCE));
                assertThat(running.variance(c)).isCloseTo(left + (1 - left) * batch[1], within(TOLERANCE));
            }
        }
    }

    @Test
    void cumulativeStatisticsArePlainAveragesOfBatches() {
        try (Network network = network(new LayerSpec.BatchNorm(0.7, true, 1e-5, 0))) {
            double[][] expected = averageOver(network, 5);
            assertStatistics(network, expected[0], expected[1]);
        }
    }

    /** Each ghost batch is a batch to the running statistics; the last may be smaller. */
    @Test
    void moveOncePerGhostBatch() {
        double momentum = 0.3;
        try (Network network = network(new LayerSpec.BatchNorm(momentum, false, 1e-5, 2));
                Pass pass = network.trainingPass(5, Mode.TRAIN)) {
            float[] images = Samples.images(IMAGE, 5, new SplittableRandom(1));
            PlainNetwork plain = new PlainNetwork(network, 5, Mode.TRAIN);
            plain.forward(images, null);
            pass.forward(images, null);
            pass.updateRunningStatistics();
            RunningStatistics running = network.runningStatistics().get(0);
            assertThat(running.batches()).isEqualTo(3);
            for (int c = 0; c < CHANNELS; c++) {
                double mean = 0;
                double variance = 1;
                List<double[]> ghosts = plain.batchStatistics(1, c);
                assertThat(ghosts).hasSize(3);
                for (double[] ghost : ghosts) {
                    mean += momentum * (ghost[0] - mean);
                    variance += momentum * (ghost[1] - variance);
                }
                assertThat(running.mean(c)).isCloseTo(mean, within(TOLERANCE));
                assertThat(running.variance(c)).isCloseTo(variance, within(TOLERANCE));
            }
        }
    }

    @Test
    void aPassWithRunningStatisticsMovesNothing() {
        try (Network network = network(new LayerSpec.BatchNorm(0.5));
                Pass pass = network.trainingPass(3, new Mode(Mode.Statistics.RUNNING, true))) {
            long before = network.fingerprint();
            pass.forward(Samples.images(IMAGE, 3, new SplittableRandom(1)), null);
            pass.updateRunningStatistics();
            assertThat(network.fingerprint()).isEqualTo(before);
            assertThat(network.runningStatistics().get(0).batches()).isZero();
        }
    }

    /** A channel of mean 1000 and deviation 1: squaring before subtracting would leave no digit of the variance. */
    @Test
    void keepTheirDigitsWhenAMeanIsLarge() {
        NetworkSpec spec = Samples.classifier(IMAGE, 2, List.of(new LayerSpec.BatchNorm(1)));
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(2));
                Pass pass = network.forwardPass(50, Mode.TRAIN)) {
            float[] images = Samples.images(IMAGE, 50, new SplittableRandom(1));
            for (int i = 0; i < images.length; i++) {
                images[i] += 1000;
            }
            PlainNetwork plain = new PlainNetwork(network, 50, Mode.TRAIN);
            plain.forward(images, null);
            pass.forward(images, null);
            pass.updateRunningStatistics();
            for (int c = 0; c < IMAGE.channels(); c++) {
                double[] batch = plain.batchStatistics(0, c).get(0);
                RunningStatistics running = network.runningStatistics().get(0);
                assertThat(running.mean(c)).isCloseTo(batch[0], within(1e-3));
                assertThat(running.variance(c)).isCloseTo(batch[1], within(1e-4));
            }
        }
    }

    private static Network network(LayerSpec norm) {
        return Network.create(spec(norm), Precision.DOUBLE, new SplittableRandom(7));
    }

    /** Lets the network see batches; means and variances per channel averaged over them. */
    private static double[][] averageOver(Network network, int batches) {
        double[][] averages = new double[2][CHANNELS];
        PlainNetwork plain = new PlainNetwork(network, 3, Mode.TRAIN);
        try (Pass pass = network.forwardPass(3, Mode.TRAIN)) {
            for (int b = 0; b < batches; b++) {
                float[] images = Samples.images(IMAGE, 3, new SplittableRandom(b));
                pass.forward(images, null);
                pass.updateRunningStatistics();
                plain.forward(images, null);
                for (int c = 0; c < CHANNELS; c++) {
                    averages[0][c] += plain.batchStatistics(1, c).get(0)[0] / batches;
                    averages[1][c] += plain.batchStatistics(1, c).get(0)[1] / batches;
                }
            }
        }
        return averages;
    }

    private static void assertStatistics(Network network, double[] means, double[] variances) {
        RunningStatistics running = network.runningStatistics().get(0);
        for (int c = 0; c < CHANNELS; c++) {
            assertThat(running.mean(c)).isCloseTo(means[c], within(TOLERANCE));
            assertThat(running.variance(c)).isCloseTo(variances[c], within(TOLERANCE));
        }
    }
}
