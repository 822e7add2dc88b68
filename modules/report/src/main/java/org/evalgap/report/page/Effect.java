package org.evalgap.report.page;

import org.evalgap.results.rows.DegradationRow;

/** What switching to eval() did to a cell, as far as its interval can tell. */
enum Effect {
    /** The whole interval is nearer to zero than {@link #MARGIN}. */
    UNCHANGED,
    /** The whole interval is above zero. */
    WORSE,
    /** The whole interval is below zero. */
    BETTER,
    /** None of these, or there is no interval. */
    UNDECIDED;

    /** Smallest change of accuracy that matters here: one percentage point. */
    static final double MARGIN = 0.01;

    static Effect of(DegradationRow row) {
        Double lower = row.degradationLower();
        Double upper = row.degradationUpper();
        if (lower == null || upper == null) {
            return UNDECIDED;
        }
        if (lower > -MARGIN && upper < MARGIN) {
            return UNCHANGED;
        }
        if (lower > 0) {
            return WORSE;
        }
        return upper < 0 ? BETTER : UNDECIDED;
    }
}
