package org.evalgap.results.aggregates;

import java.util.function.Function;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.schema.Column;
import org.evalgap.results.statistics.Estimate;

/** The shares of the total gap that are due to each factor; together they are the gap. */
public record GapShares(
        @Column(
                description =
                        "Mean share of the total gap that is due to the statistics: batch ones in the training log, running ones in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Estimate statisticsShare,

        @Column(
                description =
                        "Mean share of the total gap that is due to the dropout: on in the training log, off in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Estimate dropoutShare,

        @Column(
                description =
                        "Mean share of the total gap that is due to the transform: the train one in the training log, the eval one in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Estimate transformShare,

        @Column(
                description =
                        "Mean share of the total gap that is due to the split: training images in the training log, test images in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Estimate splitShare) {

    static GapShares of(Function<Factor, Estimate> share) {
        return new GapShares(
                share.apply(Factor.STATISTICS),
                share.apply(Factor.DROPOUT),
                share.apply(Factor.TRANSFORM),
                share.apply(Factor.SPLIT));
    }

    /** The share of one factor; null unless all corners were measured, and of what only check-ups measure. */
    public Estimate of(Factor factor) {
        return switch (factor) {
            case STATISTICS -> statisticsShare;
            case DROPOUT -> dropoutShare;
            case TRANSFORM -> transformShare;
            case SPLIT -> splitShare;
            case PREPROCESSING -> null;
        };
    }
}
