package org.evalgap.results.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Probabilities of several tests, adjusted so that those at most 0.05 contain a false one in at most one of twenty tables,
 * however the tests depend on each other. S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian
 * Journal of Statistics 6 (1979), 65–70.
 */
public final class Holm {

    private Holm() {}

    /**
     * The i-th smallest of m becomes the largest of (m − j + 1) times the j-th smallest, j ≤ i, and at most 1.
     *
     * @param probabilities from 0 to 1, in any order
     * @return in the same order
     */
    public static double[] adjusted(double... probabilities) {
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[probabilities.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            largest = Math.max(largest, Math.min(1, (order.length - i) * probabilities[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }

    /** The same for probabilities of which some do not exist: NaN is in no family and stays NaN. */
    public static double[] adjustedWhereKnown(double... probabilities) {
        int[] known = IntStream.range(0, probabilities.length)
                .filter(i -> !Double.isNaN(probabilities[i]))
                .toArray();
        double[] adjusted =
                adjusted(Arrays.stream(known).mapToDouble(i -> probabilities[i]).toArray());
        double[] all = new double[probabilities.length];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < known.length; i++) {
            all[known[i]] = adjusted[i];
        }
        return all;
    }
}
