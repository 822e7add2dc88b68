package org.evalgap.results.layers;

/**
 * In which direction a momentum should move, from what running statistics miss and what theory says they must miss.
 *
 * <p>A distance that the averaging's own noise explains shrinks with a smaller momentum; one that is clearly larger comes
 * from weights that moved on, or from the start, and shrinks with a larger one, unless the momentum is so large already
 * that the statistics are those of the last two batches. This holds for random batches: where batches are composed
 * otherwise, no momentum helps.
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

    /** Channels move together, so that a layer's root mean square scatters like one value: three deviations. */
    static final double EXPLAINED = 3;

    /** From here on, half of the statistics and more are the last batch's. */
    static final double SHORT_MEMORY = 0.5;

    /**
     * @param momentum weight of the new batch
     * @param mean distance of running from population means, root mean square over channels, in standard deviations
     * @param logVariance distance of the logarithms of running variances and mean batch variances, likewise
     * @param meanNoise what theory expects of {@code mean}
     * @param varianceNoise what theory expects of {@code logVariance}
     */
    public static MomentumAdvice of(
            double momentum, double mean, double logVariance, double meanNoise, double varianceNoise) {
        if (mean < NEGLIGIBLE && logVariance < NEGLIGIBLE) {
            return FINE;
        }
        boolean noise = mean <= EXPLAINED * meanNoise && logVariance <= EXPLAINED * varianceNoise;
        return noise || momentum >= SHORT_MEMORY ? LOWER : RAISE;
    }
}
