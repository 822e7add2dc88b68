package org.evalgap.results.rows;

/**
 * One row per trial, norm and point of the training, and on request one per channel: how far running statistics are from
 * the population's (all training images in TRAIN mode), what theory expects, and what dropout does to the norm's input.
 */
@ResultTable(
        name = "layers",
        row =
                "a norm of a trial at a point of the training: running against population statistics; on request also one of its channels")
public record LayerRow(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(description = "Epochs done when it was measured")
        int epoch,

        @Column(description = "Optimizer steps done by then")
        long step,

        @Column(description = "Number of the layer in the network, from 0")
        int layer,

        @Column(description = "batch, group or layer") String normalization,
        @Column(description = "Channels of the layer") int channels,

        @Column(
                description = "Channel that the row is of, from 0; absent in the row of the whole layer",
                nullable = true)
        Integer channel,

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
        String momentumAdvice,

        @Column(
                description =
                        "Share of EVAL activations on test images further from the mean than any in training, in standard deviations",
                unit = "fraction",
                nullable = true)
        Double rangeEscape,

        @Column(
                description =
                        "Probability of the dropout ahead of it with no other norm between; absent if there is none",
                unit = "probability",
                nullable = true)
        Double dropoutAhead,

        @Column(
                description =
                        "What switching dropout off does to the mean of its input, root mean square over channels; absent without dropout ahead",
                unit = "standard deviations",
                nullable = true)
        Double meanShift,

        @Column(
                description =
                        "Variance of its input with dropout off over that with dropout on, geometric mean over channels; absent without dropout ahead",
                nullable = true)
        Double varianceShift,

        @Column(
                description =
                        "What theory says of variance_shift where dropout stands right ahead of the norm: layers between mix units, for which it does not hold, so it is absent there",
                nullable = true)
        Double varianceShiftTheory,

        @Column(
                description =
                        "F statistic of batch composition: 1 for random batches, more for batches of like images, less for balanced ones; only of the first norm",
                nullable = true)
        Double compositionF,

        @Column(description = "Lower end of its 95 % interval", nullable = true)
        Double compositionLower,

        @Column(description = "Upper end of its 95 % interval", nullable = true)
        Double compositionUpper) {}
