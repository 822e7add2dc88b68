package org.evalgap.results.rows;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean over replicates with its 95 % confidence interval, from Student's t with n − 1 degrees of freedom.
 *
 * @param mean of the values; NaN when there are none
 * @param lower end of the interval; null with fewer than two values
 * @param upper end of the interval; null with fewer than two values
 */
public record Interval(double mean, Double lower, Double upper) {

    private static final double UPPER_QUANTILE = 0.975;

    /** The interval of independent values of one normal distribution. */
    public static Interval of(double... values) {
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / n;
        if (n < 2) {
            return new Interval(mean, null, null);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double standardError = Math.sqrt(squares / (n - 1) / n);
        double half = new TDistribution(null, n - 1).inverseCumulativeProbability(UPPER_QUANTILE) * standardError;
        return new Interval(mean, mean - half, mean + half);
    }
}
