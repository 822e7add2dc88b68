package org.evalgap.nn.state;

import java.io.Serializable;
import org.evalgap.nn.graph.NetworkSpec;

/**
 * Moments of one BatchNorm layer's input over many batches, per channel. Means are updated by their differences, so that
 * a large mean costs the variance no digits.
 */
public final class PopulationMoments implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int layer;
    private final int channels;
    private final double[] mean;
    private final double[] squares;
    private final double[] meanOfMeans;
    private final double[] squaresOfMeans;
    private final double[] meanOfVariances;
    private final double[] squaresOfVariances;
    private long batches;
    private double count;

    public PopulationMoments(int layer, int channels) {
        this.layer = layer;
        this.channels = channels;
        mean = new double[channels];
        squares = new double[channels];
        meanOfMeans = new double[channels];
        squaresOfMeans = new double[channels];
        meanOfVariances = new double[channels];
        squaresOfVariances = new double[channels];
    }

    /** Number of the layer, as {@link NetworkSpec#forEachLayer} counts. */
    public int layer() {
        return layer;
    }

    public int channels() {
        return channels;
    }

    /** Batches added; each sub-batch of a ghost batch norm is one. */
    public long batches() {
        return batches;
    }

    /** Values of a channel in all batches. */
    public double count() {
        return count;
    }

    /** Mean of all values. */
    public double mean(int channel) {
        return mean[channel];
    }

    /** Biased variance of all values: that within batches and that of their means. */
    public double variance(int channel) {
        return squares[channel] / count;
    }

    /** Plain average of the batches' means. */
    public double meanOfMeans(int channel) {
        return meanOfMeans[channel];
    }

    /** Plain average of the batches' unbiased variances. */
    public double meanOfVariances(int channel) {
        return meanOfVariances[channel];
    }

    /** Unbiased variance of the batches' means; not a number below two batches. */
    public double varianceOfMeans(int channel) {
        return batches < 2 ? Double.NaN : squaresOfMeans[channel] / (batches - 1);
    }

    /** Unbiased variance of the batches' unbiased variances; not a number below two batches. */
    public double varianceOfVariances(int channel) {
        return batches < 2 ? Double.NaN : squaresOfVariances[channel] / (batches - 1);
    }

    /**
     * Adds what was collected of other batches, by the formulas of Chan, Golub and LeVeque (1979) for two sets.
     *
     * @param other of the same layer
     */
    public void add(PopulationMoments other) {
        if (other.batches == 0) {
            return;
        }
        double all = count + other.count;
        double allBatches = batches + other.batches;
        for (int c = 0; c < channels; c++) {
            squares[c] += other.squares[c] + between(other.mean[c] - mean[c], count, other.count);
            mean[c] += (other.mean[c] - mean[c]) * (other.count / all);
            squaresOfMeans[c] +=
                    other.squaresOfMeans[c] + between(other.meanOfMeans[c] - meanOfMeans[c], batches, other.batches);
            meanOfMeans[c] += (other.meanOfMeans[c] - meanOfMeans[c]) * (other.batches / allBatches);
            squaresOfVariances[c] += other.squaresOfVariances[c]
                    + between(other.meanOfVariances[c] - meanOfVariances[c], batches, other.batches);
            meanOfVariances[c] += (other.meanOfVariances[c] - meanOfVariances[c]) * (other.batches / allBatches);
        }
        count = all;
        batches += other.batches;
    }

    /** Squared distances of two sets' means from that of both together. */
    private static double between(double distance, double count, double other) {
        return distance * distance * count * other / (count + other);
    }

    public void add(BatchStatistics batch) {
        for (int set = 0; set < batch.sets(); set++) {
            double n = batch.count(set);
            batches++;
            count += n;
            for (int c = 0; c < channels; c++) {
                add(c, n, batch.mean(set, c), batch.variance(set, c));
            }
        }
    }

    private void add(int c, double n, double batchMean, double biased) {
        double distance = batchMean - mean[c];
        mean[c] += distance * n / count;
        squares[c] += n * (biased + distance * (batchMean - mean[c]));
        double step = batchMean - meanOfMeans[c];
        meanOfMeans[c] += step / batches;
        squaresOfMeans[c] += step * (batchMean - meanOfMeans[c]);
        double unbiased = biased * n / (n - 1);
        double change = unbiased - meanOfVariances[c];
        meanOfVariances[c] += change / batches;
        squaresOfVariances[c] += change * (unbiased - meanOfVariances[c]);
    }
}
