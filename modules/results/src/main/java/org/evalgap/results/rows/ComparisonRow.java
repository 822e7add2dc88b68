package org.evalgap.results.rows;

/** One row per trial and pair of protocols that see the same images: a paired test of their accuracies. */
@ResultTable(
        name = "comparisons",
        row = "two protocols of a trial on the same images: a paired test of their accuracies")
public record ComparisonRow(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(description = "What differs: modes (statistics and dropout together), statistics, dropout or transform")
        String comparison,

        @Column(description = "Images that both evaluate: train or test")
        String split,

        @Column(description = "Name of the first protocol") String firstProtocol,
        @Column(description = "Name of the second protocol") String secondProtocol,

        @Column(description = "Images that both evaluated", unit = "images")
        int images,

        @Column(description = "Accuracy of the first minus accuracy of the second, over all draws", unit = "fraction")
        double difference,

        @Column(
                description =
                        "Lower end of the difference's 95 % paired bootstrap interval over images; absent without resampling",
                unit = "fraction",
                nullable = true)
        Double differenceLower,

        @Column(
                description =
                        "Upper end of the difference's 95 % paired bootstrap interval over images; absent without resampling",
                unit = "fraction",
                nullable = true)
        Double differenceUpper,

        @Column(description = "Images that only the first has right, in the first draw", unit = "images")
        int onlyFirstRight,

        @Column(description = "Images that only the second has right, in the first draw", unit = "images")
        int onlySecondRight,

        @Column(
                description =
                        "McNemar's exact test of the first draw: probability of counts at least as uneven if neither were better",
                unit = "probability")
        double mcnemarP) {}
