package org.evalgap.report.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;

/** One of the four things that differ between the training log and deployment. */
enum Cause {
    STATISTICS(Factor.STATISTICS),
    DROPOUT(Factor.DROPOUT),
    TRANSFORM(Factor.TRANSFORM),
    SPLIT(Factor.SPLIT);

    private final Factor factor;

    Cause(Factor factor) {
        this.factor = factor;
    }

    String label() {
        return Labels.of(factor);
    }

    /** Its share of a cell's total gap, null if it was not measured; negative if it hides a part of the gap. */
    Double share(DegradationRow row) {
        Estimate share = row.shares().of(factor);
        return share == null ? null : (Double) share.mean();
    }

    /** Whether the share is one point or more, up or down, and its interval leaves out zero. */
    private boolean isClear(DegradationRow row) {
        Estimate share = row.shares().of(factor);
        return share != null && Math.abs(share.mean()) >= Effect.MARGIN && share.isSignificant();
    }

    /** The cause with the largest share, up or down, of those that are clear. */
    static Optional<Cause> dominating(DegradationRow row) {
        return Arrays.stream(values())
                .filter(cause -> cause.isClear(row))
                .max(Comparator.comparingDouble(cause -> Math.abs(cause.share(row))));
    }
}
