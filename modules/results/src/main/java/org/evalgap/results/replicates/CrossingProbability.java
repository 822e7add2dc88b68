package org.evalgap.results.replicates;

import org.evalgap.results.statistics.Estimate;

/**
 * How probable it is that a test of Student's has, at any of several looks, a probability as small as a given one though
 * there is nothing to see. With one bound for all looks this is S. J. Pocock, Group sequential methods in the design and
 * analysis of clinical trials, Biometrika 64 (1977), 191–199; intervals with the level that comes to 0.05 hold at every look,
 * whatever makes a study stop (C. Jennison, B. W. Turnbull, Interim analyses: the repeated confidence interval approach,
 * Journal of the Royal Statistical Society B 51 (1989), 305–361).
 *
 * @param levels increasing, of a test at one look
 * @param crossed of each, the share of simulated studies that have one as small at some look; increasing
 * @param looks how many
 */
record CrossingProbability(double[] levels, double[] crossed, int looks) {

    private static final int LEVELS = 96;

    /** Below, too few of the simulated studies are left to count; the sum over the looks bounds it. */
    private static final double SMALLEST = 0.001;

    static CrossingProbability of(SimulatedLooks simulated) {
        int looks = simulated.looks().count();
        double[] levels = new double[LEVELS];
        double[][] bounds = new double[looks][LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            levels[i] = SMALLEST * Math.pow(1 / SMALLEST, i / (LEVELS - 1.0));
            for (int look = 0; look < looks; look++) {
                int replicates = simulated.looks().number(look);
                bounds[look][i] =
                        levels[i] == 1 ? 0 : Estimate.studentHalf(replicates - 1, 1 / Math.sqrt(replicates), levels[i]);
            }
        }
        int[] first = new int[LEVELS];
        for (int study = 0; study < simulated.studies(); study++) {
            int smallest = LEVELS - 1;
            for (int look = 0; look < looks; look++) {
                double distance =
                        Math.abs(simulated.means()[look][study] / simulated.deviations()[look][study]);
                while (smallest > 0 && distance >= bounds[look][smallest - 1]) {
                    smallest--;
                }
            }
            first[smallest]++;
        }
        double[] crossed = new double[LEVELS];
        int sum = 0;
        for (int i = 0; i < LEVELS; i++) {
            sum += first[i];
            crossed[i] = sum / (double) simulated.studies();
        }
        return new CrossingProbability(levels, crossed, looks);
    }

    /** @param level from 0 to 1 */
    double of(double level) {
        if (level < levels[0]) {
            return Math.min(looks * level, crossed[0]);
        }
        int above = above(levels, level);
        return between(levels, crossed, above, level);
    }

    /** The level that comes to {@code probability} among all looks; above {@link #SMALLEST}. */
    double levelFor(double probability) {
        if (probability <= crossed[0]) {
            return probability / looks;
        }
        return between(crossed, levels, above(crossed, probability), probability);
    }

    private static int above(double[] values, double value) {
        int above = 1;
        while (above < values.length - 1 && values[above] < value) {
            above++;
        }
        return above;
    }

    private static double between(double[] from, double[] to, int above, double value) {
        double share = (value - from[above - 1]) / (from[above] - from[above - 1]);
        return to[above - 1] + Math.min(1, share) * (to[above] - to[above - 1]);
    }
}
