package org.evalgap.report.page;

import java.util.Arrays;
import java.util.List;
import org.evalgap.results.statistics.Estimate;

/** A mean and half of its 95 % interval, which Student's t makes symmetric: a list of two, null where there is none. */
final class Spread {

    private Spread() {}

    static List<Double> of(Estimate estimate) {
        return estimate == null
                ? Arrays.asList(null, null)
                : Arrays.asList(estimate.mean(), estimate.hasInterval() ? (Double) rounded(estimate.half()) : null);
    }

    /** To four digits: nobody reads more of an interval, and every cell has twenty. */
    private static double rounded(double half) {
        if (!(half > 0) || Double.isInfinite(half)) {
            return half;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(half)) - 3);
        return Math.rint(half / unit) * unit;
    }
}
