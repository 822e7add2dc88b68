package org.evalgap.checkup;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.statistics.Estimate;

/**
 * A sum of weighted accuracies of corners. Corners of the same images are paired image by image; training images and those
 * in use are drawn apart, so that their variances add up.
 */
final class Contrast {

    private final Map<Corner, Double> weights = new HashMap<>();

    Contrast plus(double weight, Corner corner) {
        weights.merge(corner, weight, Double::sum);
        return this;
    }

    /** With a 95 % interval over images. */
    Estimate of(Map<Corner, Outcomes> corners) {
        double mean = 0;
        double variance = 0;
        for (boolean inUse : List.of(false, true)) {
            List<Corner> sameImages = weights.keySet().stream()
                    .filter(corner -> corner.has(Factor.SPLIT) == inUse)
                    .toList();
            if (sameImages.isEmpty()) {
                continue;
            }
            BitSet seen = (BitSet) corners.get(sameImages.get(0)).seen().clone();
            sameImages.forEach(corner -> seen.and(corners.get(corner).seen()));
            double n = Math.max(1, seen.cardinality());
            double sum = 0;
            double squares = 0;
            for (int i = seen.nextSetBit(0); i >= 0; i = seen.nextSetBit(i + 1)) {
                double value = 0;
                for (Corner corner : sameImages) {
                    value += corners.get(corner).right().get(i) ? weights.get(corner) : 0;
                }
                sum += value;
                squares += value * value;
            }
            mean += sum / n;
            variance += Math.max(0, squares / n - sum / n * (sum / n)) / n;
        }
        return Estimate.around(mean, Outcomes.NORMAL_QUANTILE * Math.sqrt(variance));
    }
}
