package org.evalgap.results.diagnosis;

import java.util.List;
import java.util.Optional;
import org.evalgap.results.rows.Interval;

/**
 * A figure with its 95 % interval.
 *
 * @param value mean over replicates
 * @param interval over replicates (Student's t); with one replicate over images; empty if there is neither
 */
public record Estimate(double value, Optional<Range> interval) {

    /**
     * An interval.
     *
     * @param lower its lower end
     * @param upper its upper end
     */
    public record Range(double lower, double upper) {

        /** Of the ends of an interval; empty if one is absent. */
        static Optional<Range> of(Double lower, Double upper) {
            return lower == null || upper == null ? Optional.empty() : Optional.of(new Range(lower, upper));
        }

        /** Whether a value is within, its ends included. */
        public boolean covers(double value) {
            return lower <= value && value <= upper;
        }
    }

    /**
     * @param replicates a value for each, at least one
     * @param ofOne interval over images of the first, which counts if it is the only one
     */
    static Estimate of(List<Double> replicates, Optional<Range> ofOne) {
        Interval interval =
                Interval.of(replicates.stream().mapToDouble(Double::doubleValue).toArray());
        return new Estimate(
                interval.mean(), replicates.size() == 1 ? ofOne : Range.of(interval.lower(), interval.upper()));
    }

    /** Whether the whole interval lies above 0; false without interval. */
    public boolean isPositive() {
        return interval.isPresent() && interval.get().lower() > 0;
    }

    /** Whether the whole interval lies below 0; false without interval. */
    public boolean isNegative() {
        return interval.isPresent() && interval.get().upper() < 0;
    }
}
