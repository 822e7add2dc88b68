package org.evalgap.experiment.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.evalgap.nn.Network;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.State;

/**
 * What one BatchNorm layer could normalize with.
 *
 * @param layer number of the layer
 * @param mean [C]
 * @param variance [C]
 */
record LayerStatistics(int layer, double[] mean, double[] variance) {

    /** What a network's layers normalize with in EVAL mode. */
    static List<LayerStatistics> of(Network network) {
        return network.runningStatistics().stream()
                .map(running -> of(running.layer(), running.channels(), running::mean, running::variance))
                .toList();
    }

    /** What a network's layers normalize with in EVAL mode in another of its states. */
    static List<LayerStatistics> of(Network network, State state) {
        State now = network.state();
        network.restore(state);
        try {
            return of(network);
        } finally {
            network.restore(now);
        }
    }

    /** Plain averages of the means and unbiased variances of what was collected, every update of the same weight. */
    static List<LayerStatistics> averages(Recalibration collected) {
        return collected.layers().stream()
                .map(moments -> of(moments, moments::meanOfMeans, moments::meanOfVariances))
                .toList();
    }

    /** Mean and biased variance of all values together. */
    static LayerStatistics ofAllValues(PopulationMoments moments) {
        return of(moments, moments::mean, moments::variance);
    }

    private static LayerStatistics of(
            PopulationMoments moments, IntToDoubleFunction mean, IntToDoubleFunction variance) {
        return of(moments.layer(), moments.channels(), mean, variance);
    }

    private static LayerStatistics of(int layer, int channels, IntToDoubleFunction mean, IntToDoubleFunction variance) {
        return new LayerStatistics(
                layer,
                IntStream.range(0, channels).mapToDouble(mean).toArray(),
                IntStream.range(0, channels).mapToDouble(variance).toArray());
    }

    /** Lets a network's layers normalize with these in EVAL mode. */
    static void set(Network network, List<LayerStatistics> all) {
        List<RunningStatistics> running = network.runningStatistics();
        for (int i = 0; i < all.size(); i++) {
            LayerStatistics statistics = all.get(i);
            for (int c = 0; c < statistics.channels(); c++) {
                running.get(i).set(c, statistics.mean[c], statistics.variance[c]);
            }
        }
    }

    int channels() {
        return mean.length;
    }

    /** Whether these are the same numbers. */
    boolean isSame(LayerStatistics other) {
        return Arrays.equals(mean, other.mean) && Arrays.equals(variance, other.variance);
    }

    /**
     * These with a part of what the layer starts with.
     *
     * @param recurrence of the layer
     */
    LayerStatistics withStart(LayerStatistics start, double weight, Recurrence recurrence) {
        return of(
                layer,
                channels(),
                c -> (1 - weight) * mean[c] + weight * start.mean[c],
                c -> recurrence.variance(
                        (1 - weight) * recurrence.spread(variance[c]) + weight * recurrence.spread(start.variance[c])));
    }

    /**
     * (mean − other mean) in the other's standard deviations, root mean square over channels.
     *
     * @param epsilon that the layer adds to a variance
     */
    double meanDistance(LayerStatistics other, double epsilon) {
        return rootMeanSquare(c -> (mean[c] - other.mean[c]) / Math.sqrt(other.variance[c] + epsilon));
    }

    /**
     * ln(variance / other variance), root mean square over channels.
     *
     * @param epsilon that the layer adds to a variance
     */
    double varianceLogRatio(LayerStatistics other, double epsilon) {
        return rootMeanSquare(c -> Math.log((variance[c] + epsilon) / (other.variance[c] + epsilon)));
    }

    private double rootMeanSquare(IntToDoubleFunction value) {
        return Math.sqrt(IntStream.range(0, channels())
                .mapToDouble(value)
                .map(each -> each * each)
                .average()
                .orElse(0));
    }
}
