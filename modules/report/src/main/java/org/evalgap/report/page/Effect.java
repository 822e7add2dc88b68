package org.evalgap.report.page;

import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.statistics.Estimate;

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
        Estimate change = row.degradation();
        if (change == null || !change.hasInterval()) {
            return UNDECIDED;
        }
        if (change.lower() > -MARGIN && change.upper() < MARGIN) {
            return UNCHANGED;
        }
        if (change.isPositive()) {
            return WORSE;
        }
        return change.isNegative() ? BETTER : UNDECIDED;
    }
}
