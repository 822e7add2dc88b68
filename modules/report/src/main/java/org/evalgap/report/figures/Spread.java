package org.evalgap.report.figures;

import java.util.Arrays;
import java.util.List;
import org.evalgap.results.statistics.Estimate;

/**
 * A figure of a cell.
 *
 * @param mean over its replicates
 * @param half of the 95 % interval, symmetric as Student's t makes it; null for fewer than {@link #ENOUGH} replicates, of
 *     which an interval says less than the values do
 * @param replicates the values themselves; null if they are not kept
 */
public record Spread(Double mean, Double half, List<Double> replicates) {

    /** Replicates from which on an interval is shown. */
    public static final int ENOUGH = 4;

    private static final int DIGITS = 4;

    /** The spread of values, which are kept if {@code all} or if there are too few for an interval; null without values. */
    static Spread of(double[] values, boolean all) {
        if (values.length == 0) {
            return null;
        }
        Estimate estimate = Estimate.of(values);
        boolean enough = values.length >= ENOUGH;
        List<Double> kept =
                all || !enough ? Arrays.stream(values).mapToObj(Spread::rounded).toList() : null;
        return new Spread(estimate.mean(), enough ? rounded(estimate.half()) : null, kept);
    }

    /** With another interval. */
    public Spread withHalf(double other) {
        return new Spread(mean, rounded(other), replicates);
    }

    /** Without the values. */
    public Spread withoutReplicates() {
        return new Spread(mean, half, null);
    }

    /** To four digits: nobody reads more of an interval or a mark, and every cell has twenty. */
    private static double rounded(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - DIGITS + 1);
        return Math.rint(value / unit) * unit;
    }
}
