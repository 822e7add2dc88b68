package org.evalgap.report.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.evalgap.experiment.result.DegradationRow;

/** One of the four things that differ between the training log and deployment. */
enum Cause {
    STATISTICS("statistics") {
        @Override
        Double share(DegradationRow row) {
            return row.statisticsShare();
        }

        @Override
        Double lower(DegradationRow row) {
            return row.statisticsShareLower();
        }

        @Override
        Double upper(DegradationRow row) {
            return row.statisticsShareUpper();
        }
    },
    DROPOUT("dropout") {
        @Override
        Double share(DegradationRow row) {
            return row.dropoutShare();
        }

        @Override
        Double lower(DegradationRow row) {
            return row.dropoutShareLower();
        }

        @Override
        Double upper(DegradationRow row) {
            return row.dropoutShareUpper();
        }
    },
    TRANSFORM("transform") {
        @Override
        Double share(DegradationRow row) {
            return row.transformShare();
        }

        @Override
        Double lower(DegradationRow row) {
            return row.transformShareLower();
        }

        @Override
        Double upper(DegradationRow row) {
            return row.transformShareUpper();
        }
    },
    SPLIT("split") {
        @Override
        Double share(DegradationRow row) {
            return row.splitShare();
        }

        @Override
        Double lower(DegradationRow row) {
            return row.splitShareLower();
        }

        @Override
        Double upper(DegradationRow row) {
            return row.splitShareUpper();
        }
    };

    private final String label;

    Cause(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Its share of a cell's total gap, null if it was not measured; negative if it hides a part of the gap. */
    abstract Double share(DegradationRow row);

    abstract Double lower(DegradationRow row);

    abstract Double upper(DegradationRow row);

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
