package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/** One row per check-up: what it concludes. */
@ResultTable(
        name = "findings",
        row = "a check-up of a model: what it concludes",
        order = {"trial_id"})
public record FindingRow(
        TrialKey key,

        @Column(description = "The one answer: an id such as stale-statistics")
        String leadingCause,

        @Column(description = "Figures that speak for it, in words")
        String reason,

        @Column(description = "What to do, in words") String recommendation,

        @Column(
                description = "Accuracy in TRAIN mode minus accuracy in EVAL mode on the same images",
                unit = "fraction",
                interval = "the difference's 95 % interval over images")
        Estimate degradation,

        @Column(
                description = "Accuracy with everything that was measured as in training minus accuracy in EVAL mode",
                unit = "fraction",
                interval = "the difference's 95 % interval over images")
        Estimate totalGap) {}
