package org.evalgap.results.rows;

import org.evalgap.results.protocol.Factor;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/**
 * One row per trial and factor: what the factor contributes to the total gap between the training-log corner and the
 * deployed corner. The shares of a trial add up to its gap.
 */
@ResultTable(
        name = "attribution",
        row = "a factor of a trial: its share of the total gap; the shares of a trial add up to the gap",
        order = {"trial_id", "factor"})
public record AttributionRow(
        TrialKey key,

        @Column(
                description =
                        "What changes between training log and deployment: statistics, dropout, transform or split; of a check-up also preprocessing, if a mistake in it was found")
        Factor factor,

        @Column(
                description =
                        "Shapley share of the total gap: the factor's mean contribution over all orders of change",
                unit = "fraction",
                interval = "the share's 95 % bootstrap interval over images; absent without resampling")
        Estimate share,

        @Column(
                description = "Accuracy lost when only this factor changes from training log to deployment",
                unit = "fraction")
        double firstIn,

        @Column(description = "Accuracy lost when this factor changes last", unit = "fraction")
        double lastIn,

        @Column(
                description = "Total gap of the trial: training-log accuracy minus deployed accuracy",
                unit = "fraction")
        double totalGap,

        @Column(
                description =
                        "Share in each of 24 random blocks of the images, the same blocks in every trial, separated by spaces; absent if a block is empty",
                unit = "fraction",
                nullable = true)
        String shareByBlock) {}
