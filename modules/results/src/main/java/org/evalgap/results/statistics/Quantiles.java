package org.evalgap.results.statistics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Quantiles of a sample; what lies between two values is interpolated. */
public final class Quantiles {

    private Quantiles() {}

    /**
     * The sample's quantile function, of shares from 0 to 1.
     *
     * @param values at least one
     */
    public static DoubleUnaryOperator of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return share -> {
            double at = share * (sorted.length - 1);
            int below = (int) at;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
        };
    }

    /** The quantile of one half. */
    public static double median(double[] values) {
        return of(values).applyAsDouble(0.5);
    }
}
