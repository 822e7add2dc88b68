package org.evalgap.results.rows;

/**
 * One row per trial and factor: what the factor contributes to the total gap between the training-log corner and the
 * deployed corner. The four shares of a trial add up to its gap.
 */
@ResultTable(
        name = "attribution",
        row = "a factor of a trial: its share of the total gap; the four shares add up to the gap")
public record AttributionRow(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(
                description =
                        "What changes between training log and deployment: statistics, dropout, transform or split")
        String factor,

        @Column(
                description =
                        "Shapley share of the total gap: the factor's mean contribution over all orders of change",
                unit = "fraction")
        double share,

        @Column(
                description = "Lower end of the share's 95 % bootstrap interval over images; absent without resampling",
                unit = "fraction",
                nullable = true)
        Double shareLower,

        @Column(
                description = "Upper end of the share's 95 % bootstrap interval over images; absent without resampling",
                unit = "fraction",
                nullable = true)
        Double shareUpper,

        @Column(
                description = "Accuracy lost when only this factor changes from training log to deployment",
                unit = "fraction")
        double firstIn,

        @Column(description = "Accuracy lost when this factor changes last", unit = "fraction")
        double lastIn,

        @Column(
                description = "Total gap of the trial: training-log accuracy minus deployed accuracy",
                unit = "fraction")
        double totalGap) {}
