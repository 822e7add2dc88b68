package org.evalgap.experiment.layers;

import java.util.Locale;

/**
 * In which direction a momentum should move, from what running statistics miss and what theory says they must miss.
 *
 * <p>A distance that the averaging's own noise explains shrinks with a smaller momentum; one that is clearly larger comes
 * from weights that moved on, or from the start, and shrinks with a larger one.
 */
public enum MomentumAdvice {
    /** The distance is noise. */
    LOWER,
    /** The distance is more than noise: the statistics are out of date. */
    RAISE,
    /** The distance is too small to matter. */
    FINE;

    /** Distances below a tenth of a standard deviation, or of a variance, are not worth a change. */
    static final double NEGLIGIBLE = 0.1;

    /** Root mean squares over channels stay within twice what noise gives. */
    static final double EXPLAINED = 2;

    /**
     * @param mean distance of running from population means, root mean square over channels, in standard deviations
     * @param logVariance distance of the logarithms of running variances and mean batch variances, likewise
     * @param meanNoise what theory expects of {@code mean}
     * @param varianceNoise what theory expects of {@code logVariance}
     */
    static MomentumAdvice of(double mean, double logVariance, double meanNoise, double varianceNoise) {
        if (mean < NEGLIGIBLE && logVariance < NEGLIGIBLE) {
            return FINE;
        }
        return mean <= EXPLAINED * meanNoise && logVariance <= EXPLAINED * varianceNoise ? LOWER : RAISE;
    }

    /** Its name in result tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
