package org.evalgap.results.aggregates;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.schema.Column;
import org.evalgap.results.statistics.CrossedMean;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.Proportion;
import org.evalgap.results.statistics.TwoKinds;

/** What a mean over replicates after the last epoch does not tell of the eval-mode degradation of a cell. */
public record OverTraining(
        @Column(
                description =
                        "Share of replicates whose accuracy on the test split drops by more than 10 points from TRAIN to EVAL mode after the last epoch; absent if no replicate finished",
                unit = "probability",
                nullable = true,
                interval = "its 95 % interval (Wilson)")
        Estimate dropProbability,

        @Column(
                description =
                        "Largest degradation of a replicate after any epoch, mean over replicates; absent unless modes were measured after epochs",
                unit = "fraction",
                nullable = true)
        Estimate worstEpochDegradation,

        @Column(
                description =
                        "Share of replicates with such a drop after at least one epoch; absent unless modes were measured after epochs",
                unit = "probability",
                nullable = true,
                interval = "its 95 % interval (Wilson)")
        Estimate dropAtSomeEpoch,

        @Column(
                description =
                        "Whether the degradation of the replicates is of two kinds more than 5 points apart (Engelman and Hartigan's test at 1 %), so that the mean is of neither; never below four replicates; absent if no replicate finished",
                nullable = true)
        Boolean twoKinds) {

    private static final double DROP = 0.10;
    private static final double APART = 0.05;

    /**
     * @param degradations of each replicate after the last epoch
     * @param byEpoch of each replicate that was measured during its training, the degradation after each epoch
     * @param level error probability that the interval of the worst epoch is made for
     */
    public static OverTraining of(double[] degradations, List<double[]> byEpoch, double level) {
        double[] worst = byEpoch.stream().mapToDouble(OverTraining::largest).toArray();
        return new OverTraining(
                drops(degradations),
                CrossedMean.of(worst).estimate(level).orNull(),
                drops(worst),
                degradations.length == 0 ? null : (Boolean) TwoKinds.in(degradations, APART));
    }

    /** Degradation on the test split after each epoch that was measured. */
    public static double[] byEpoch(Collection<EpochRow> epochs) {
        return epochs.stream()
                .flatMap(OverTraining::degradation)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static Stream<Double> degradation(EpochRow epoch) {
        return Stream.of(epoch)
                .filter(row ->
                        Objects.nonNull(row.testAccuracyTrainMode()) && Objects.nonNull(row.testAccuracyEvalMode()))
                .map(row -> row.testAccuracyTrainMode() - row.testAccuracyEvalMode());
    }

    private static Estimate drops(double[] degradations) {
        int drops = 0;
        for (double degradation : degradations) {
            drops += degradation > DROP ? 1 : 0;
        }
        return degradations.length == 0 ? null : Proportion.of(drops, degradations.length);
    }

    private static double largest(double[] values) {
        double largest = values[0];
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
