package org.evalgap.results.rows;

import org.evalgap.results.protocol.Protocol.Split;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/** One row per trial and pair of protocols that see the same images: a paired test of their accuracies. */
@ResultTable(
        name = "comparisons",
        row = "two protocols of a trial on the same images: a paired test of their accuracies",
        order = {"trial_id", "comparison", "split"})
public record ComparisonRow(
        TrialKey key,

        @Column(description = "What differs: modes (statistics and dropout together), statistics, dropout or transform")
        String comparison,

        @Column(description = "Images that both evaluate: train or test")
        Split split,

        @Column(description = "Name of the first protocol") String firstProtocol,
        @Column(description = "Name of the second protocol") String secondProtocol,

        @Column(description = "Images that both evaluated", unit = "images")
        int images,

        @Column(
                description = "Accuracy of the first minus accuracy of the second, over all draws",
                unit = "fraction",
                interval = "the difference's 95 % paired bootstrap interval over images; absent without resampling")
        Estimate difference,

        @Column(description = "Images that only the first has right, in the first draw", unit = "images")
        int onlyFirstRight,

        @Column(description = "Images that only the second has right, in the first draw", unit = "images")
        int onlySecondRight,

        @Column(
                description =
                        "McNemar's exact test of the first draw: probability of counts at least as uneven if neither were better",
                unit = "probability")
        double mcnemarP) {}
