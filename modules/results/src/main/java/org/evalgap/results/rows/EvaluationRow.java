package org.evalgap.results.rows;

/** One row per trial and protocol: one way of evaluating the trained model. */
@ResultTable(name = "evaluations", row = "a protocol of a trial: one way of evaluating the trained model")
public record EvaluationRow(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(
                description =
                        "Name of the way of evaluating: training-log, deployed, forgot-eval, shared-loader and others, or its corner such as batch/off/eval/test")
        String protocol,

        @Column(description = "Statistics that BatchNorm normalizes with: batch or running")
        String statistics,

        @Column(description = "Whether dropout drops: on or off")
        String dropout,

        @Column(description = "Transform of the images: train or eval")
        String transform,

        @Column(description = "Images that are evaluated: train or test")
        String split,

        @Column(description = "Input domain of the images: all, and first and second where training alternates two")
        String domain,

        @Column(description = "Images that pass together", unit = "images")
        int evaluationBatchSize,

        @Column(description = "Which weights: final") String weights,

        @Column(description = "Passes over the split that were averaged")
        int draws,

        @Column(description = "Images of the split and domain that were evaluated", unit = "images")
        int images,

        @Column(description = "Share of images whose largest logit is their class", unit = "fraction")
        double accuracy,

        @Column(
                description = "Standard error of the accuracy over draws; absent with one draw",
                unit = "fraction",
                nullable = true)
        Double accuracyStandardError,

        @Column(description = "Mean cross-entropy", unit = "nats")
        double loss,

        @Column(
                description =
                        "Expected calibration error: mean distance of confidence and accuracy over 15 bins of equal width, weighed by their images; mean over draws",
                unit = "fraction")
        double expectedCalibrationError,

        @Column(
                description =
                        "Largest absolute difference of a logit to the deployed protocol's; absent unless both see the same inputs in one draw",
                nullable = true)
        Double largestLogitDifference) {}
