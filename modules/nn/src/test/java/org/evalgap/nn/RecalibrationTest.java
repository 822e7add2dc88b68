package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.plain.PlainNetwork;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;
import org.junit.jupiter.api.Test;

/** Both estimators against their definitions, on batches that differ in size, mean and spread. */
class RecalibrationTest {

    private static final Shape IMAGE = new Shape(5, 4, 3);
    private static final int CHANNELS = 4;
    private static final int[] SIZES = {3, 3, 5, 2};

    private static NetworkSpec spec(LayerSpec... norms) {
        List<LayerSpec> layers = new ArrayList<>(List.of(new LayerSpec.Conv2d(CHANNELS, 3, 1, 1, true)));
        layers.addAll(List.of(norms));
        return Samples.classifier(IMAGE, 2, layers);
    }

    /** Batch {@code b}: shifted and stretched, as the batches of another domain are. */
    private static float[] batch(int b) {
        float[] images = Samples.images(IMAGE, SIZES[b], new SplittableRandom(b));
        for (int i = 0; i < images.length; i++) {
            images[i] = images[i] * (1 + b) + 3 * b;
        }
        return images;
    }

    private static Recalibration collect(Network network) {
        return collect(network, 0, SIZES.length);
    }

    private static Recalibration collect(Network network, int from, int to) {
        Recalibration recalibration = new Recalibration(network);
        for (int b = from; b < to; b++) {
            try (Pass pass = network.forwardPass(SIZES[b], Mode.TRAIN)) {
                pass.forward(batch(b), null);
                recalibration.add(pass);
            }
        }
        return recalibration;
    }

    private static float[] all() {
        int images = 0;
        for (int size : SIZES) {
            images += size;
        }
        float[] all = new float[images * IMAGE.size()];
        int filled = 0;
        for (int b = 0; b < SIZES.length; b++) {
            float[] batch = batch(b);
            System.arraycopy(batch, 0, all, filled, batch.length);
            filled += batch.length;
        }
        return all;
    }

    @Test
    void thePopulationEstimatorGivesTheStatisticsOfAllImagesAsOneBatch() {
        for (Precision precision : Precision.values()) {
            try (Network network =
                    Network.create(spec(new LayerSpec.BatchNorm(0.1)), precision, new SplittableRandom(7))) {
                collect(network).apply(Recalibration.Estimator.POPULATION);
                PlainNetwork plain = new PlainNetwork(network, 13, Mode.TRAIN);
                plain.forward(all(), null);
                RunningStatistics running = network.runningStatistics().get(0);
                double values = 13 * IMAGE.pixels();
                for (int c = 0; c < CHANNELS; c++) {
                    double[] whole = plain.batchStatistics(1, c).get(0);
                    double biased = whole[1] * (values - 1) / values;
                    assertThat(running.mean(c)).isCloseTo(whole[0], within(1e-5 * Math.sqrt(biased)));
                    assertThat(running.variance(c)).isCloseTo(biased, within(1e-5 * biased));
                }
                assertThat(running.batches()).isEqualTo(SIZES.length);
            }
        }
    }

    @Test
    void theCumulativeEstimatorAveragesBatchesWhateverTheirSize() {
        try (Network network =
                Network.create(spec(new LayerSpec.BatchNorm(0.1)), Precision.DOUBLE, new SplittableRandom(7))) {
            Recalibration recalibration = collect(network);
            recalibration.apply(Recalibration.Estimator.CUMULATIVE);
            double[] mean = new double[CHANNELS];
            double[] variance = new double[CHANNELS];
            double[] squares = new double[CHANNELS];
            for (int b = 0; b < SIZES.length; b++) {
                PlainNetwork plain = new PlainNetwork(network, SIZES[b], Mode.TRAIN);
                plain.forward(batch(b), null);
                for (int c = 0; c < CHANNELS; c++) {
                    mean[c] += plain.batchStatistics(1, c).get(0)[0] / SIZES.length;
                    double batch = plain.batchStatistics(1, c).get(0)[1];
                    variance[c] += batch / SIZES.length;
                    squares[c] += batch * batch;
                }
            }
            RunningStatistics running = network.runningStatistics().get(0);
            for (int c = 0; c < CHANNELS; c++) {
                assertThat(running.mean(c)).isCloseTo(mean[c], within(1e-12));
                assertThat(running.variance(c)).isCloseTo(variance[c], within(1e-12));
                double ofVariances = (squares[c] - SIZES.length * variance[c] * variance[c]) / (SIZES.length - 1);
                assertThat(recalibration.layers().get(0).varianceOfVariances(c))
                        .isCloseTo(ofVariances, within(1e-9 * ofVariances));
            }
        }
    }

    @Test
    void momentsOfTwoPartsAddUpToThoseOfAll() {
        try (Network network =
                Network.create(spec(new LayerSpec.BatchNorm(0.1)), Precision.DOUBLE, new SplittableRandom(7))) {
            PopulationMoments all = collect(network).layers().get(0);
            for (int cut = 0; cut <= SIZES.length; cut++) {
                PopulationMoments sum = collect(network, 0, cut).layers().get(0);
                sum.add(collect(network, cut, SIZES.length).layers().get(0));
                assertThat(sum.batches()).isEqualTo(all.batches());
                assertThat(sum.count()).isEqualTo(all.count());
                for (int c = 0; c < CHANNELS; c++) {
                    assertThat(sum.mean(c)).isCloseTo(all.mean(c), within(1e-12 * Math.abs(all.mean(c))));
                    assertThat(sum.variance(c)).isCloseTo(all.variance(c), within(1e-12 * all.variance(c)));
                    assertThat(sum.meanOfMeans(c))
                            .isCloseTo(all.meanOfMeans(c), within(1e-12 * Math.abs(all.meanOfMeans(c))));
                    assertThat(sum.meanOfVariances(c))
                            .isCloseTo(all.meanOfVariances(c), within(1e-12 * all.meanOfVariances(c)));
                    assertThat(sum.varianceOfMeans(c))
                            .isCloseTo(all.varianceOfMeans(c), within(1e-10 * all.varianceOfMeans(c)));
                    assertThat(sum.varianceOfVariances(c))
                            .isCloseTo(all.varianceOfVariances(c), within(1e-10 * all.varianceOfVariances(c)));
                }
            }
        }
    }

    /** Batches of one size: the population's unbiased variance is that within batches and that of their means. */
    @Test
    void theEstimatorsDifferByTheVarianceOfBatchMeans() {
        NetworkSpec spec = Samples.classifier(IMAGE, 2, List.of(new LayerSpec.BatchNorm(0.1)));
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(7));
                Pass pass = network.forwardPass(3, Mode.TRAIN)) {
            Recalibration recalibration = new Recalibration(network);
            for (int b = 0; b < 2; b++) {
                pass.forward(batch(b), null);
                recalibration.add(pass);
            }
            PopulationMoments moments = recalibration.layers().get(0);
            double n = 3 * IMAGE.pixels();
            for (int c = 0; c < IMAGE.channels(); c++) {
                double biasedWithin = moments.meanOfVariances(c) * (n - 1) / n;
                // Two batches: their means' unbiased variance is twice the biased one.
                assertThat(moments.variance(c)).isCloseTo(biasedWithin + moments.varianceOfMeans(c) / 2, within(1e-12));
                assertThat(moments.mean(c)).isCloseTo(moments.meanOfMeans(c), within(1e-12));
            }
            assertThat(moments.count()).isEqualTo(2 * n);
            assertThat(moments.batches()).isEqualTo(2);
        }
    }

    @Test
    void eachGhostBatchIsABatch() {
        try (Network network = Network.create(
                spec(new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)), Precision.DOUBLE, new SplittableRandom(7))) {
            Recalibration recalibration = collect(network);
            PopulationMoments moments = recalibration.layers().get(0);
            assertThat(moments.layer()).isEqualTo(1);
            assertThat(moments.batches()).isEqualTo(2 + 2 + 3 + 1);
            assertThat(moments.count()).isEqualTo(13 * IMAGE.pixels());
        }
    }

    @Test
    void collectingChangesNothing() {
        try (Network network = Network.create(
                spec(new LayerSpec.BatchNorm(0.1), new LayerSpec.Relu(), new LayerSpec.BatchNorm(0.1)),
                Precision.FLOAT,
                new SplittableRandom(7))) {
            long before = network.fingerprint();
            Recalibration recalibration = collect(network);
            assertThat(network.fingerprint()).isEqualTo(before);
            recalibration.apply(Recalibration.Estimator.POPULATION);
            assertThat(network.fingerprint()).isNotEqualTo(before);
        }
    }

    @Test
    void aNetworkWithoutBatchNormHasNothingToRecalibrate() {
        try (Network network =
                Network.create(spec(new LayerSpec.GroupNorm(2)), Precision.FLOAT, new SplittableRandom(7))) {
            long before = network.fingerprint();
            Recalibration recalibration = collect(network);
            assertThat(recalibration.layers()).isEmpty();
            recalibration.apply(Recalibration.Estimator.CUMULATIVE);
            assertThat(network.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void whatCannotBeRecalibratedIsRefused() {
        try (Network network =
                        Network.create(spec(new LayerSpec.BatchNorm(0.1)), Precision.FLOAT, new SplittableRandom(7));
                Pass evaluation = network.forwardPass(3, Mode.EVAL)) {
            Recalibration recalibration = new Recalibration(network);
            evaluation.forward(batch(0), null);
            assertThatThrownBy(() -> recalibration.add(evaluation))
                    .hasMessage("cannot recalibrate; expected: a pass with batch statistics of 1 BatchNorm layers;"
                            + " received: 0");
            assertThatThrownBy(() -> recalibration.apply(Recalibration.Estimator.CUMULATIVE))
                    .hasMessage("cannot recalibrate; expected: at least one batch; received: none");
        }
    }
}
