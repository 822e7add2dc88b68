package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evalgap.nn.Network;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;

/**
 * Means and variances of one BatchNorm layer.
 *
 * @param mean by channel
 * @param variance by channel
 */
public record NormStatistics(double[] mean, double[] variance) implements Serializable {

    /** Keeps a channel without variance from counting for everything. */
    private static final double SMALLEST = 1e-5;

    /** The running statistics of every layer, in order. */
    public static List<NormStatistics> of(Network network) {
        List<NormStatistics> all = new ArrayList<>();
        for (RunningStatistics running : network.runningStatistics()) {
            double[] mean = new double[running.channels()];
            double[] variance = new double[running.channels()];
            Arrays.setAll(mean, running::mean);
            Arrays.setAll(variance, running::variance);
            all.add(new NormStatistics(mean, variance));
        }
        return all;
    }

    /** What an estimator makes of collected moments. */
    public static List<NormStatistics> of(List<PopulationMoments> layers, Estimator estimator) {
        List<NormStatistics> all = new ArrayList<>();
        for (PopulationMoments moments : layers) {
            double[] mean = new double[moments.channels()];
            double[] variance = new double[moments.channels()];
            boolean population = estimator == Estimator.POPULATION;
            Arrays.setAll(mean, c -> population ? moments.mean(c) : moments.meanOfMeans(c));
            Arrays.setAll(variance, c -> population ? moments.variance(c) : moments.meanOfVariances(c));
            all.add(new NormStatistics(mean, variance));
        }
        return all;
    }

    /** Makes these a network's running statistics; parameters stay. */
    static void set(Network network, List<NormStatistics> statistics) {
        for (int i = 0; i < statistics.size(); i++) {
            NormStatistics layer = statistics.get(i);
            for (int c = 0; c < layer.mean.length; c++) {
                network.runningStatistics().get(i).set(c, layer.mean[c], layer.variance[c]);
            }
        }
    }

    /** Whether they are 0 and 1, where running statistics start. */
    public boolean isInitial() {
        return Arrays.stream(mean).allMatch(value -> value == 0)
                && Arrays.stream(variance).allMatch(value -> value == 1);
    }

    /** Root mean square over channels of the difference of means, in standard deviations of {@code reference}. */
    public double meanDistance(NormStatistics reference) {
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
            double difference = mean[c] - reference.mean[c];
            sum += difference * difference / (reference.variance[c] + SMALLEST);
        }
        return Math.sqrt(sum / mean.length);
    }

    /** Root mean square over channels of half the logarithm of the ratio of variances. */
    public double deviationLogRatio(NormStatistics reference) {
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
            double ratio = Math.log((variance[c] + SMALLEST) / (reference.variance[c] + SMALLEST)) / 2;
            sum += ratio * ratio;
        }
        return Math.sqrt(sum / mean.length);
    }

    /** Mean over channels of the logarithm of the ratio of variances. */
    public double varianceLogRatio(NormStatistics reference) {
        double sum = 0;
        for (int c = 0; c < mean.length; c++) {
            sum += Math.log((variance[c] + SMALLEST) / (reference.variance[c] + SMALLEST));
        }
        return sum / mean.length;
    }

    /** Both distances together. */
    public double distance(NormStatistics reference) {
        return Math.hypot(meanDistance(reference), deviationLogRatio(reference));
    }

    /** Root mean square over layers of {@link #distance}. */
    public static double distance(List<NormStatistics> all, List<NormStatistics> reference) {
        double sum = 0;
        for (int i = 0; i < all.size(); i++) {
            double distance = all.get(i).distance(reference.get(i));
            sum += distance * distance;
        }
        return Math.sqrt(sum / Math.max(1, all.size()));
    }
}
