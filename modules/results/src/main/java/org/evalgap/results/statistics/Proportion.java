package org.evalgap.results.statistics;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/** How often something happens. */
public final class Proportion {

    private static final double Z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(0.975);

    private Proportion() {}

    /**
     * A share with Wilson's 95 % score interval, which stays within 0 and 1 and has a width even where none or all
     * happened. E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
     *
     * @param happened from 0 to {@code of}
     * @param of at least 1
     */
    public static Estimate of(int happened, int of) {
        double share = (double) happened / of;
        double shrink = 1 + Z * Z / of;
        double center = (share + Z * Z / (2 * of)) / shrink;
        double half = Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of)) / shrink;
        return new Estimate(share, Math.max(0, center - half), Math.min(1, center + half));
    }

    /**
     * Probability of at least {@code happened} of {@code of} if each happens with {@code chance}: an exact binomial test.
     */
    public static double probabilityOfAtLeast(int happened, int of, double chance) {
        return 1 - new BinomialDistribution(null, of, chance).cumulativeProbability(happened - 1);
    }

    /**
     * The largest share of images that may behave otherwise although none of n did, at 95 % on two sides: 1 − 0.025^(1/n).
     * J. A. Hanley, A. Lippman-Hand, If nothing goes wrong, is everything all right?, JAMA 249 (1983), 1743–1745.
     */
    public static double unseen(double n) {
        return 1 - Math.pow(0.025, 1 / n);
    }
}
