package org.evalgap.results.replicates;

import org.evalgap.results.statistics.Estimate;

/**
 * Intervals of means that are repeated until the interval is narrow enough. How narrow it is depends on the scatter seen
 * and not on the mean, so that stopping on it costs little, but not nothing: who stops early has often seen too little
 * scatter. Sources: Y. S. Chow, H. Robbins, On the asymptotic theory of fixed-width sequential confidence intervals for the
 * mean, Annals of Mathematical Statistics 36 (1965), 457–462; N. Starr, The performance of a sequential procedure for the
 * fixed-width interval estimation of the mean, ibid. 37 (1966), 36–50, who found the loss for small numbers.
 */
final class FixedWidth {

    /** Widths that are asked for, from ones that are never reached to ones that the first look always has. */
    private static final int WIDTHS = 16;

    private static final int HALVINGS = 14;

    private FixedWidth() {}

    /**
     * The error probability for which intervals are made, so that the one in which a study ends misses the truth with the
     * promised probability, as nearly as that can be whatever the scatter: by as much too often where stopping costs most as
     * too rarely where it costs nothing.
     */
    static double level(SimulatedLooks simulated, double promised) {
        double low = promised / 100;
        double high = promised;
        for (int i = 0; i < HALVINGS; i++) {
            double level = (low + high) / 2;
            if (mostMissed(simulated, level) - promised > promised - level) {
                high = level;
            } else {
                low = level;
            }
        }
        return (low + high) / 2;
    }

    /** How often the truth is missed at the width at which that is most often. */
    static double mostMissed(SimulatedLooks simulated, double level) {
        double narrow = 1.5 / Math.sqrt(simulated.looks().last());
        double wide = 6 / Math.sqrt(simulated.looks().number(0));
        double most = 0;
        for (int i = 0; i < WIDTHS; i++) {
            double half = narrow * Math.pow(wide / narrow, i / (WIDTHS - 1.0));
            most = Math.max(most, missed(simulated, half, level));
        }
        return most;
    }

    /**
     * How often the interval in which a study ends misses the truth.
     *
     * @param half of the width that ends it, in standard deviations of a replicate
     * @param level error probability that intervals are made for
     */
    static double missed(SimulatedLooks simulated, double half, double level) {
        int looks = simulated.looks().count();
        double[] perDeviation = new double[looks];
        for (int look = 0; look < looks; look++) {
            int replicates = simulated.looks().number(look);
            perDeviation[look] = Estimate.studentHalf(replicates - 1, 1 / Math.sqrt(replicates), level);
        }
        int missed = 0;
        for (int study = 0; study < simulated.studies(); study++) {
            int look = 0;
            while (look < looks - 1 && perDeviation[look] * simulated.deviations()[look][study] > half) {
                look++;
            }
            double interval = perDeviation[look] * simulated.deviations()[look][study];
            missed += Math.abs(simulated.means()[look][study]) > interval ? 1 : 0;
        }
        return missed / (double) simulated.studies();
    }
}
