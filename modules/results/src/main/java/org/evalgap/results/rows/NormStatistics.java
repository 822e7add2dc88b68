package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;

/**
 * Running statistics of a norm against the population's: mean and variance of the layer's input over all training images,
 * in TRAIN mode, by the law of total variance. Standard deviations are those that the layer divides by, epsilon included.
 * A norm without running statistics has none of these figures.
 */
public record NormStatistics(
        @Column(
                description =
                        "Weight of a new batch in the running statistics; absent without them, or if all batches weigh the same",
                nullable = true)
        Double momentum,

        @Column(description = "Batches that moved the running statistics; absent without them", nullable = true)
        Long batches,

        @Column(
                description = "Values of a channel in a training batch: images times pixels; absent without statistics",
                unit = "values",
                nullable = true)
        Double batchValues,

        @Column(
                description =
                        "Independent values that the means of training batches vary like: population variance over variance of batch means",
                unit = "values",
                nullable = true)
        Double effectiveValues,

        @Column(
                description =
                        "Independent normal values that the variances within training batches vary like; absent without statistics",
                unit = "values",
                nullable = true)
        Double effectiveVarianceValues,

        @Column(
                description = "Running mean minus population mean, root mean square over channels",
                unit = "population standard deviations",
                nullable = true)
        Double meanDistance,

        @Column(
                description = "Logarithm of running variance over population variance, mean over channels",
                nullable = true)
        Double varianceLogRatio,

        @Column(
                description =
                        "The same, root mean square over channels: what is too large in some and too small in others counts",
                nullable = true)
        Double varianceDistance,

        @Column(
                description =
                        "Kullback-Leibler divergence of normal distributions: running statistics from the population's, mean over channels",
                unit = "nats",
                nullable = true)
        Double divergence,

        @Column(
                description =
                        "Logarithm of running variance over mean variance within batches, root mean square over channels",
                nullable = true)
        Double withinLogRatio,

        @Column(
                description = "Variance of batch means over population variance, mean over channels",
                unit = "fraction",
                nullable = true)
        Double betweenShare,

        @Column(
                description = "What theory expects of mean_distance from averaging with this momentum alone",
                unit = "population standard deviations",
                nullable = true)
        Double meanNoise,

        @Column(
                description = "What theory expects of within_log_ratio from averaging with this momentum alone",
                nullable = true)
        Double varianceNoise,

        @Column(
                description = "Weight that mean 0 and variance 1 of the start still have in the running statistics",
                unit = "fraction",
                nullable = true)
        Double startWeight,

        @Column(
                description =
                        "Where momentum should move: lower (the distance is noise), raise (it is more than noise) or fine (it is negligible)",
                nullable = true)
        MomentumAdvice momentumAdvice,

        @Column(
                description =
                        "Share of EVAL activations on test images further from the mean than any in training, in standard deviations",
                unit = "fraction",
                nullable = true)
        Double rangeEscape) {

    /** Of a norm that has none. */
    public static final NormStatistics NONE = new NormStatistics(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
