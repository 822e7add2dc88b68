package org.evalgap.experiment.layers;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.evalgap.results.rows.MomentumAdvice;

/**
 * What was found at one norm, over all its channels or at one of them.
 *
 * @param layer number of the layer
 * @param kind batch, group or layer
 * @param channels of the layer
 * @param channel the one that the figures are of; empty for all
 * @param statistics what running statistics do; empty for a norm that has none
 * @param dropout probability of the dropout ahead of it, with no other norm between; empty if there is none
 * @param shift what switching dropout off does to its input; empty without dropout ahead
 * @param composition of the training batches; only of the first norm as a whole
 */
public record LayerFigures(
        int layer,
        String kind,
        int channels,
        OptionalInt channel,
        Optional<Statistics> statistics,
        OptionalDouble dropout,
        Optional<Shift> shift,
        Optional<CompositionStatistic.Result> composition) {

    /**
     * Running statistics against the population's: mean and variance of the layer's input over all training images, in
     * TRAIN mode, by the law of total variance. Standard deviations are those that the layer divides by, epsilon
     * included.
     *
     * @param momentum weight of a new batch; empty if all batches weigh the same
     * @param batches that moved the statistics
     * @param values of a channel in a whole batch: images × pixels
     * @param effectiveValues independent values that batch means vary like: σ² / Var(batch means); empty below two batches
     * @param effectiveVarianceValues independent normal values that batch variances vary like: 1 + 2 (mean of batch
     *     variances)² / Var(batch variances); empty below two batches
     * @param meanDistance (running − population mean) in population standard deviations, root mean square over channels
     * @param varianceLogRatio ln(running / population variance), mean over channels
     * @param divergence Kullback-Leibler divergence of the normal distribution with running statistics from that with the
     *     population's, mean over channels, in nats
     * @param withinLogRatio ln(running variance / mean unbiased variance within batches), root mean square over channels
     * @param betweenShare Var(batch means) / population variance, mean over channels; empty below two batches
     * @param meanNoise theory for {@code meanDistance} at the effective number of values; empty without momentum
     * @param varianceNoise theory for {@code withinLogRatio}, likewise
     * @param startWeight weight that the start still has; empty without momentum
     * @param advice where momentum should move; empty without theory
     * @param rangeEscape share of EVAL activations on test images beyond what training showed, as multiples of standard
     *     deviations
     */
    public record Statistics(
            OptionalDouble momentum,
            long batches,
            double values,
            OptionalDouble effectiveValues,
            OptionalDouble effectiveVarianceValues,
            double meanDistance,
            double varianceLogRatio,
            double divergence,
            double withinLogRatio,
            OptionalDouble betweenShare,
            OptionalDouble meanNoise,
            OptionalDouble varianceNoise,
            OptionalDouble startWeight,
            Optional<MomentumAdvice> advice,
            double rangeEscape) {}

    /**
     * Input on test images with dropout off against on, both with running statistics.
     *
     * @param mean difference of means in standard deviations with dropout off, root mean square over channels
     * @param varianceRatio variance with dropout off over variance with it on, geometric mean over channels
     * @param closedForm what theory says of {@code varianceRatio} where dropout stands right ahead of the norm; dropout
     *     further ahead is not in it
     */
    public record Shift(double mean, double varianceRatio, OptionalDouble closedForm) {}
}
