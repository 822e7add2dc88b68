package org.evalgap.results.replicates;

import org.evalgap.data.random.SplitMix64;
import org.evalgap.study.replicates.Looks;

/**
 * Studies of standard normal replicates, as they look at each number of replicates. What a rule does to them is counted,
 * because its exact distribution with an estimated variance has no closed form. The same looks give the same studies.
 *
 * @param looks at which numbers of replicates
 * @param means [look][study]
 * @param deviations [look][study], standard deviations of n − 1
 */
record SimulatedLooks(Looks looks, double[][] means, double[][] deviations) {

    private static final int STUDIES = 100_000;
    private static final long SEED = 20_040_229;

    static SimulatedLooks of(Looks looks) {
        double[][] means = new double[looks.count()][STUDIES];
        double[][] deviations = new double[looks.count()][STUDIES];
        SplitMix64 random = new SplitMix64(SEED);
        for (int study = 0; study < STUDIES; study++) {
            double mean = 0;
            double squares = 0;
            int replicates = 0;
            for (int look = 0; look < looks.count(); look++) {
                while (replicates < looks.number(look)) {
                    double value = random.nextGaussian();
                    replicates++;
                    double before = value - mean;
                    mean += before / replicates;
                    squares += before * (value - mean);
                }
                means[look][study] = mean;
                deviations[look][study] = Math.sqrt(squares / (replicates - 1));
            }
        }
        return new SimulatedLooks(looks, means, deviations);
    }

    int studies() {
        return means[0].length;
    }
}
