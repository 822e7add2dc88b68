package org.evalgap.results.statistics;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's exact test of two classifiers on the same images: among the images that just one has right, each should have
 * about half if neither is better.
 */
public final class McNemar {

    private McNemar() {}

    /**
     * Two-sided probability, under Binomial(n, ½), of counts at least as uneven; 1 when the counts are equal or 0.
     *
     * @param onlyFirst images that only the first has right
     * @param onlySecond images that only the second has right
     */
    public static double probability(int onlyFirst, int onlySecond) {
        int trials = onlyFirst + onlySecond;
        if (onlyFirst == onlySecond) {
            return 1;
        }
        double tail =
                new BinomialDistribution(null, trials, 0.5).cumulativeProbability(Math.min(onlyFirst, onlySecond));
        return Math.min(1, 2 * tail);
    }
}
