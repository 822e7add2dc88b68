package org.evalgap.report.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.evalgap.results.rows.DegradationRow;

/** One of the four things that differ between the training log and deployment. */
enum Cause {
    STATISTICS(
            "statistics",
            DegradationRow::statisticsShare,
            DegradationRow::statisticsShareLower,
            DegradationRow::statisticsShareUpper),
    DROPOUT(
            "dropout",
            DegradationRow::dropoutShare,
            DegradationRow::dropoutShareLower,
            DegradationRow::dropoutShareUpper),
    TRANSFORM(
            "transform",
            DegradationRow::transformShare,
            DegradationRow::transformShareLower,
            DegradationRow::transformShareUpper),
    SPLIT("split", DegradationRow::splitShare, DegradationRow::splitShareLower, DegradationRow::splitShareUpper);

    /** A column that may be absent. */
    @FunctionalInterface
    private interface Figure {
        Double of(DegradationRow row);
    }

    private final String label;
    private final Figure share;
    private final Figure lower;
    private final Figure upper;

    Cause(String label, Figure share, Figure lower, Figure upper) {
        this.label = label;
        this.share = share;
        this.lower = lower;
        this.upper = upper;
    }

    String label() {
        return label;
    }

    /** Its share of a cell's total gap, null if it was not measured; negative if it hides a part of the gap. */
    Double share(DegradationRow row) {
        return share.of(row);
    }

    Double lower(DegradationRow row) {
        return lower.of(row);
    }

    Double upper(DegradationRow row) {
        return upper.of(row);
    }

    /** Whether the share is one point or more, up or down, and its interval leaves out zero. */
    private boolean isClear(DegradationRow row) {
        Double share = share(row);
        Double lower = lower(row);
        Double upper = upper(row);
        return share != null
                && lower != null
                && upper != null
                && Math.abs(share) >= Effect.MARGIN
                && (lower > 0 || upper < 0);
    }

    /** The cause with the largest share, up or down, of those that are clear. */
    static Optional<Cause> dominating(DegradationRow row) {
        return Arrays.stream(values())
                .filter(cause -> cause.isClear(row))
                .max(Comparator.comparingDouble(cause -> Math.abs(cause.share(row))));
    }
}
