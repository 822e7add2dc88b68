package org.evalgap.results.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean and how far it may be from the truth: (mean − truth) / standardError follows Student's t.
 *
 * @param mean the estimate
 * @param standardError of it, at least 0; NaN if the values do not tell
 * @param degreesOfFreedom of Student's t, above 0; infinite for the normal distribution; NaN with the standard error
 */
public record Uncertain(double mean, double standardError, double degreesOfFreedom) {

    /** Of one value, or of none (NaN): nothing is known of its error. */
    static Uncertain unknown(double mean) {
        return new Uncertain(mean, Double.NaN, Double.NaN);
    }

    /** Whether the error is known. */
    public boolean isKnown() {
        return Double.isFinite(mean) && Double.isFinite(standardError);
    }

    /**
     * What it would be with more replicates, if they scatter as these do.
     *
     * @param replicates it is of, at least 1
     * @param more how many it would be of, at least as many
     */
    public Uncertain with(int replicates, int more) {
        return new Uncertain(
                mean, standardError * Math.sqrt(replicates / (double) more), degreesOfFreedom + more - replicates);
    }

    /** With its 95 % interval, which is absent if the error is not known. */
    public Estimate estimate() {
        return estimate(0.05);
    }

    /** With an interval that misses the truth with probability {@code level}. */
    public Estimate estimate(double level) {
        return isKnown()
                ? Estimate.around(
                        mean, standardError == 0 ? 0 : Estimate.studentHalf(degreesOfFreedom, standardError, level))
                : Estimate.withoutInterval(mean);
    }

    /**
     * The largest error probability of two sides at which the interval still reaches {@code distance} from the mean: 0 if
     * there is no error at all.
     *
     * @param distance from the mean, at least 0
     */
    public double probabilityBeyond(double distance) {
        if (standardError == 0) {
            return distance > 0 ? 0 : 1;
        }
        return 2
                * new TDistribution(null, Math.min(degreesOfFreedom, 1e9))
                        .cumulativeProbability(-distance / standardError);
    }
}
