package org.evalgap.experiment.layers;

import org.apache.commons.math3.special.Erf;

/** What probability theory says of running statistics and dropout; every formula is exact under its assumptions. */
public final class Theory {

    private Theory() {}

    /**
     * Scatter of a running mean around the population's, in the population's standard deviations: √(ρ/((2−ρ) n)).
     *
     * @param momentum ρ, weight of the new batch
     * @param count n, independent values of a batch
     */
    public static double meanNoise(double momentum, double count) {
        return Math.sqrt(momentum / ((2 - momentum) * count));
    }

    /**
     * Relative scatter of a running variance of normal values: √(2ρ/((2−ρ)(n−1))).
     *
     * @param momentum ρ, weight of the new batch
     * @param count n, independent values of a batch, above 1
     */
    public static double varianceNoise(double momentum, double count) {
        return Math.sqrt(2 * momentum / ((2 - momentum) * (count - 1)));
    }

    /** Weight that the start still has in running statistics after some batches: (1−ρ)^t. */
    public static double startWeight(double momentum, long batches) {
        return Math.pow(1 - momentum, batches);
    }

    /**
     * Variance without dropout over variance with it, of a unit of this mean and variance: what BatchNorm right behind
     * dropout sees in evaluation over what it saw in training.
     *
     * @param probability of dropping a unit
     * @param rescale whether what is kept is divided by 1 − probability
     */
    public static double dropoutVarianceRatio(double mean, double variance, double probability, boolean rescale) {
        double kept = 1 - probability;
        double scale = rescale ? 1 / kept : 1;
        double withDropout = scale * scale * (kept * (variance + mean * mean) - kept * kept * mean * mean);
        return variance / withDropout;
    }

    /**
     * Share of standard normal values beyond √(n−1): no value of a batch of n is further from the batch's mean, in the
     * batch's standard deviations, so training never shows a larger one.
     *
     * @param count n, at least 1
     */
    public static double rangeEscape(double count) {
        return Erf.erfc(Math.sqrt((count - 1) / 2));
    }
}
