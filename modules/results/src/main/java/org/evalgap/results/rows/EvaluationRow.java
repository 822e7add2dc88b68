package org.evalgap.results.rows;

import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/** One row per trial and protocol: one way of evaluating the trained model. */
@ResultTable(
        name = "evaluations",
        row = "a protocol of a trial: one way of evaluating the trained model",
        order = {
            "trial_id",
            "split",
            "transform",
            "statistics",
            "dropout",
            "protocol",
            "domain",
            "evaluation_batch_size",
            "weights"
        })
public record EvaluationRow(
        TrialKey key,

        @Column(
                description =
                        "Name of the way of evaluating: training-log, deployed, forgot-eval, shared-loader and others, or its corner such as batch/off/eval/test")
        String protocol,

        Protocol corner,

        @Column(description = "Input domain of the images: all, and first and second where training alternates two")
        Domain domain,

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
        Double largestLogitDifference,

        @Column(
                description =
                        "Accuracy in each of 24 random blocks of the images, the same blocks in every trial, separated by spaces; only of all domains together",
                unit = "fraction",
                nullable = true)
        String accuracyByBlock) {}
