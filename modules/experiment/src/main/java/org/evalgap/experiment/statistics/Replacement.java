package org.evalgap.experiment.statistics;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What stands in the place of a network's running statistics.
 *
 * @param ofDomain for the images of each input domain; one for all
 */
record Replacement(List<List<LayerStatistics>> ofDomain) {

    static Replacement forAll(List<LayerStatistics> statistics) {
        return new Replacement(List.of(statistics));
    }

    boolean isForAll() {
        return ofDomain.size() == 1;
    }

    List<LayerStatistics> of(int domain) {
        return ofDomain.get(isForAll() ? 0 : domain);
    }

    /**
     * {@link LayerStatistics#meanDistance} of a layer, root mean square over input domains.
     *
     * @param norm position of the layer among the BatchNorm layers
     */
    double meanDistance(Replacement other, int norm, double epsilon) {
        return rootMeanSquare(
                other,
                domain -> of(domain).get(norm).meanDistance(other.of(domain).get(norm), epsilon));
    }

    /** {@link LayerStatistics#varianceLogRatio} of a layer, root mean square over input domains. */
    double varianceLogRatio(Replacement other, int norm, double epsilon) {
        return rootMeanSquare(
                other,
                domain -> of(domain).get(norm).varianceLogRatio(other.of(domain).get(norm), epsilon));
    }

    private double rootMeanSquare(Replacement other, IntToDoubleFunction distance) {
        return Math.sqrt(IntStream.range(0, Math.max(ofDomain.size(), other.ofDomain.size()))
                .mapToDouble(distance)
                .map(each -> each * each)
                .average()
                .orElse(0));
    }
}
