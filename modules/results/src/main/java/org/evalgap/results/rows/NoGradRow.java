package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/** One row per trial: what a forward pass in EVAL mode saves when it does not keep what a backward pass would need. */
@ResultTable(
        name = "no_grad",
        row = "a trial: what a forward pass saves when it keeps nothing for a backward pass",
        order = {"trial_id"})
public record NoGradRow(
        TrialKey key,

        @Column(description = "Images of the pass", unit = "images")
        int batchSize,

        @Column(description = "Native memory of a pass that only computes logits", unit = "bytes")
        long bytes,

        @Column(description = "Native memory of a pass that also keeps what gradients need", unit = "bytes")
        long bytesWithGradient,

        @Column(description = "Median time of a pass that only computes logits", unit = "s")
        double seconds,

        @Column(description = "Median time of the forward part of a pass that keeps what gradients need", unit = "s")
        double secondsWithGradient,

        @Column(description = "1 − bytes / bytes_with_gradient", unit = "fraction")
        double bytesSaved,

        @Column(description = "1 − seconds / seconds_with_gradient", unit = "fraction")
        double secondsSaved,

        @Column(description = "Largest absolute difference between a logit of the two")
        double largestLogitDifference) {}
