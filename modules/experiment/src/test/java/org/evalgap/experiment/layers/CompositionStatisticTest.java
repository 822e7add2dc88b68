package org.evalgap.experiment.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.kernel.Values;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class CompositionStatisticTest {

    private static final int BATCH_SIZE = 8;
    private static final int BATCHES = 40;

    /** F of normal images whose batches are shifted. */
    private static Estimate statistic(SplitMix64 random, IntToDoubleFunction shiftOfBatch) {
        return statistic(random, shiftOfBatch, batch -> 1).ofMeans().orElseThrow();
    }

    private static CompositionStatistic statistic(
            SplitMix64 random, IntToDoubleFunction shiftOfBatch, IntToDoubleFunction scaleOfBatch) {
        CompositionStatistic statistic = new CompositionStatistic(BATCH_SIZE, 1);
        for (int b = 0; b < BATCHES; b++) {
            double[] values = new double[BATCH_SIZE];
            double shift = shiftOfBatch.applyAsDouble(b);
            for (int i = 0; i < BATCH_SIZE; i++) {
                values[i] = scaleOfBatch.applyAsDouble(b) * random.nextGaussian() + shift;
            }
            statistic.add(summary(values));
        }
        return statistic;
    }

    private static BatchSummary summary(double... values) {
        BatchSummary summary = new BatchSummary();
        summary.read(new HeapValues(values), values.length, values.length, 1);
        return summary;
    }

    private record HeapValues(double[] values) implements Values {
        @Override
        public double get(int index) {
            return values[index];
        }

        @Override
        public void set(int index, double value) {
            throw new AssertionError("a summary writes nothing");
        }

        @Override
        public void copyFrom(float[] source, int sourceOffset, int targetOffset, int length) {
            throw new AssertionError("a summary writes nothing");
        }

        @Override
        public void copyTo(int sourceOffset, float[] target, int targetOffset, int length) {
            for (int i = 0; i < length; i++) {
                target[targetOffset + i] = (float) values[sourceOffset + i];
            }
        }
    }

    @Test
    void theIntervalHoldsOneForRandomBatchesAsOftenAsItPromises() {
        int held = 0;
        int repetitions = 2000;
        for (int r = 0; r < repetitions; r++) {
            Estimate result = statistic(new Seed(3).child(r).generator(), batch -> 0);
            held += result.lower() < 1 && result.upper() > 1 ? 1 : 0;
        }
        assertThat(held / (double) repetitions).isBetween(0.93, 0.97);
    }

    @Test
    void ofSpreadsToo() {
        int held = 0;
        int repetitions = 2000;
        for (int r = 0; r < repetitions; r++) {
            Estimate result = statistic(new Seed(6).child(r).generator(), batch -> 0, batch -> 1)
                    .ofSpreads()
                    .orElseThrow();
            held += result.covers(1) ? 1 : 0;
        }
        assertThat(held / (double) repetitions).isBetween(0.92, 0.98);
    }

    /** Batches of another contrast have the same means and other spreads. */
    @Test
    void contrastShowsInSpreadsAlone() {
        CompositionStatistic statistic =
                statistic(new Seed(8).generator(), batch -> 0, batch -> batch % 2 == 0 ? 1 : 3);
        // E|x| is 0.8 and 2.4, its variance 0.36 and 3.27: F estimates 1 + 8 · 0.64 / 1.82.
        assertThat(statistic.ofSpreads().orElseThrow().covers(3.8)).isTrue();
        assertThat(statistic.ofSpreads().orElseThrow().lower()).isGreaterThan(1.5);
        assertThat(statistic.ofMeans().orElseThrow().covers(1)).isTrue();
    }

    /** A variance τ² of batch means makes F estimate 1 + n τ². */
    @Test
    void alikeImagesRaiseIt() {
        SplitMix64 shifts = new Seed(4).generator();
        double sum = 0;
        for (int r = 0; r < 200; r++) {
            sum += statistic(new Seed(5).child(r).generator(), batch -> 2 * shifts.nextGaussian())
                            .mean()
                    / 200;
        }
        assertThat(sum).isCloseTo(1 + BATCH_SIZE * 4, within(2.0));
    }

    @Test
    void balancedBatchesLowerIt() {
        CompositionStatistic statistic = new CompositionStatistic(2, 1);
        statistic.add(summary(-1, 1));
        statistic.add(summary(-2, 2));
        assertThat(statistic.ofMeans().orElseThrow().mean()).isZero();
    }

    @Test
    void batchesOfAnotherSizeAreLeftOut() {
        CompositionStatistic statistic = new CompositionStatistic(2, 1);
        statistic.add(summary(0, 1));
        statistic.add(summary(9));
        assertThat(statistic.ofMeans()).isEmpty();
        statistic.add(summary(2, 3));
        // Means 0.5 and 2.5: variance 2; within each 0.5.
        assertThat(statistic.ofMeans().orElseThrow().mean()).isCloseTo(2 * 2 / 0.5, within(1e-9));
    }

    @Test
    void imagesThatDoNotVaryHaveNone() {
        CompositionStatistic statistic = new CompositionStatistic(2, 1);
        statistic.add(summary(1, 1));
        statistic.add(summary(2, 2));
        assertThat(statistic.ofMeans()).isEmpty();
    }

    @Test
    void aSummaryReadsEachImageAndChannel() {
        // Two images of three pixels and two channels: [N, pixels, C].
        BatchSummary summary = new BatchSummary();
        summary.read(new HeapValues(new double[] {1, 10, 2, 20, 6, 60, -1, 5, -3, 5, -5, 5}), 2, 6, 2);
        assertThat(summary.images()).isEqualTo(2);
        assertThat(summary.pixels()).isEqualTo(3);
        assertThat(summary.mean(0, 0)).isEqualTo(3);
        assertThat(summary.mean(0, 1)).isEqualTo(30);
        assertThat(summary.squares(0, 0)).isEqualTo(4 + 1 + 9);
        assertThat(summary.smallest(1, 0)).isEqualTo(-5);
        assertThat(summary.largest(1, 0)).isEqualTo(-1);
        assertThat(summary.squares(1, 1)).isZero();
        assertThat(summary.outside(0, 0, 1.5, 5)).isEqualTo(2);
        assertThat(summary.outside(0, 1, 10, 60)).isZero();
        Moments moments = new Moments(2);
        moments.add(summary);
        assertThat(moments.mean(0)).isCloseTo(0, within(1e-12));
        assertThat(moments.variance(0)).isCloseTo((1 + 4 + 36 + 1 + 9 + 25) / 6.0, within(1e-12));
    }
}
