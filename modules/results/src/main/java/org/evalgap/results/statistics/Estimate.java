package org.evalgap.results.statistics;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A figure with its 95 % interval.
 *
 * @param mean the figure; NaN when it is a mean of nothing
 * @param lower end of the interval; null without interval
 * @param upper end of the interval; null without interval
 */
public record Estimate(double mean, Double lower, Double upper) {

    private static final double OUTSIDE = 0.025;

    /** A figure without interval. */
    public static Estimate withoutInterval(double mean) {
        return new Estimate(mean, null, null);
    }

    /** A figure and an interval that is symmetric around it. */
    public static Estimate around(double mean, double half) {
        return new Estimate(mean, mean - half, mean + half);
    }

    /**
     * Mean of independent values of one normal distribution, with Student's t of n − 1 degrees of freedom; without
     * interval below two values.
     */
    public static Estimate of(double... values) {
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / n;
        if (n < 2) {
            return withoutInterval(mean);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return around(mean, studentHalf(n - 1, Math.sqrt(squares / (n - 1) / n)));
    }

    /**
     * Mean over replicates; a single one keeps its own interval.
     *
     * @param replicates an estimate of each, at least one
     */
    public static Estimate over(List<Estimate> replicates) {
        return replicates.size() == 1
                ? replicates.get(0)
                : of(replicates.stream().mapToDouble(Estimate::mean).toArray());
    }

    /** Half of the interval of Student's t. */
    public static double studentHalf(double degreesOfFreedom, double standardError) {
        return studentHalf(degreesOfFreedom, standardError, 2 * OUTSIDE);
    }

    /** The same of an interval that misses the truth with probability {@code level}. */
    public static double studentHalf(double degreesOfFreedom, double standardError, double level) {
        return new TDistribution(null, degreesOfFreedom).inverseCumulativeProbability(1 - level / 2) * standardError;
    }

    /**
     * How many values a mean needs for half of its interval to be at most {@code half}, if they scatter as these.
     *
     * @param values how many this is the mean of; at least two, with an interval of Student's t
     * @return at least {@code values}, at most {@code most}
     */
    public int valuesFor(double half, int values, int most) {
        double deviation = half() / studentHalf(values - 1, 1) * Math.sqrt(values);
        return IntStream.range(values, most)
                .filter(count -> studentHalf(count - 1, deviation / Math.sqrt(count)) <= half)
                .findFirst()
                .orElse(most);
    }

    /**
     * A figure with the interval from the 2.5 % to the 97.5 % quantile of its values on resamples.
     *
     * @param resampled at least one value
     */
    public static Estimate resampled(double figure, double[] resampled) {
        DoubleUnaryOperator quantile = Quantiles.of(resampled);
        return new Estimate(figure, quantile.applyAsDouble(OUTSIDE), quantile.applyAsDouble(1 - OUTSIDE));
    }

    /** This, or null if there was nothing to take the mean of. */
    public Estimate orNull() {
        return Double.isNaN(mean) ? null : this;
    }

    /** The same with the other sign. */
    public Estimate negated() {
        return hasInterval() ? new Estimate(-mean, -upper, -lower) : withoutInterval(-mean);
    }

    /** Whether it has an interval. */
    public boolean hasInterval() {
        return lower != null && upper != null;
    }

    /** Whether the whole interval lies above 0; false without interval. */
    public boolean isPositive() {
        return hasInterval() && lower > 0;
    }

    /** Whether the whole interval lies below 0; false without interval. */
    public boolean isNegative() {
        return hasInterval() && upper < 0;
    }

    /** Whether the interval leaves out 0; false without interval. */
    public boolean isSignificant() {
        return isPositive() || isNegative();
    }

    /** Whether a value is within the interval, its ends included; false without interval. */
    public boolean covers(double value) {
        return hasInterval() && lower <= value && value <= upper;
    }

    /** Half of the interval's width; null without interval. */
    public Double half() {
        return hasInterval() ? (Double) ((upper - lower) / 2) : null;
    }
}
