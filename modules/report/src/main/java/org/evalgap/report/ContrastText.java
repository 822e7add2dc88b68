package org.evalgap.report;

import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.statistics.Estimate;

/** The figures of a contrast for people: accuracies in percentage points, anything else in its unit. */
final class ContrastText {

    static final String NOT_TESTABLE = "not testable";

    private ContrastText() {}

    static String number(ClaimRow row, double value) {
        if (row.unit().equals("points")) {
            return Points.signed(value);
        }
        boolean small = value != 0 && Math.abs(value) < 1e-3;
        return Points.rounded(small ? "%+.1e" : "%+.3f", value);
    }

    static String effect(ClaimRow row) {
        return row.effect() == null ? "–" : number(row, row.effect());
    }

    /** {@code -18.0 … -12.0}; nothing without an interval. */
    static String interval(ClaimRow row) {
        return interval(row, row.lower(), row.upper());
    }

    private static String interval(ClaimRow row, Double lower, Double upper) {
        if (lower == null || upper == null) {
            return "";
        }
        return lower.equals(upper) ? "the same in all" : number(row, lower) + " … " + number(row, upper);
    }

    /** {@code -10.7}, {@code -10.7 (-12.0 … -9.4)}; a dash if no number is published. */
    static String published(ClaimRow row) {
        Estimate published = row.publishedFigure().published();
        if (published == null) {
            return "–";
        }
        String interval = interval(row, published.lower(), published.upper());
        return number(row, published.mean()) + (interval.isEmpty() ? "" : " (" + interval + ")");
    }
}
