package org.evalgap.nn.state;

import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.PlacedNode;

/**
 * Running mean and variance of one BatchNorm or BatchRenorm layer, PyTorch's {@code running_mean}, {@code running_var} and {@code
 * num_batches_tracked}. They move only when a trainer says so.
 */
public final class RunningStatistics {

    private final int layer;
    private final String counter;
    private final double momentum;
    private final boolean cumulative;
    private final boolean instances;
    /** Added to variances that move by their roots; NaN for those that move themselves. */
    private final double epsilon;

    private final int channels;
    private final Variable mean;
    private final Variable variance;
    private long batches;

    /**
     * @param cumulative whether they are plain averages over all batches; {@code momentum} is then ignored
     * @param instances whether the sets of a batch are its samples and move the statistics once, by their mean, and not one
     *     after another
     */
    public RunningStatistics(PlacedNode node, double momentum, boolean cumulative, boolean instances) {
        this(node, momentum, cumulative, instances, Double.NaN);
    }

    /**
     * Of {@link BatchRenorm}: standard deviations √(biased variance + ε) are averaged, and stored as their square less ε.
     * Batches are those of the training alone, as its bounds go by them: a recalibration leaves their number as it is.
     */
    public static RunningStatistics ofDeviations(PlacedNode node, double momentum, double epsilon) {
        return new RunningStatistics(node, momentum, false, false, epsilon);
    }

    private RunningStatistics(PlacedNode node, double momentum, boolean cumulative, boolean instances, double epsilon) {
        this.epsilon = epsilon;
        layer = node.layer();
        counter = node.parameter("num_batches_tracked");
        this.momentum = momentum;
        this.cumulative = cumulative;
        this.instances = instances;
        channels = node.inputShape().channels();
        mean = new Variable(node, Variable.Role.RUNNING_MEAN, Initializer.ZERO, channels);
        variance = new Variable(node, Variable.Role.RUNNING_VARIANCE, Initializer.ONE, channels);
    }

    /** Number of the layer, as {@link NetworkSpec#forEachLayer} counts. */
    public int layer() {
        return layer;
    }

    public int channels() {
        return channels;
    }

    public double mean(int channel) {
        return mean.values().get(channel);
    }

    public double variance(int channel) {
        return variance.values().get(channel);
    }

    /** Batches that moved the statistics since the start, or that they were last recalibrated on; see {@link #recalibrated}. */
    public long batches() {
        return batches;
    }

    /** Name of {@link #batches} in a state dictionary. */
    String counterName() {
        return counter;
    }

    /** Sets the statistics of one channel. */
    public void set(int channel, double newMean, double newVariance) {
        mean.values().set(channel, newMean);
        variance.values().set(channel, newVariance);
    }

    public Variable meanVariable() {
        return mean;
    }

    public Variable varianceVariable() {
        return variance;
    }

    public void batches(long seen) {
        batches = seen;
    }

    /** Says that the statistics were set to what so many batches gave. */
    public void recalibrated(long seen) {
        batches = ofDeviations() ? batches : seen;
    }

    private boolean ofDeviations() {
        return !Double.isNaN(epsilon);
    }

    /** running += factor · (batch − running), with the unbiased batch variance or the root of the biased one. */
    void update(BatchMoments[] sets) {
        if (instances) {
            updateByMean(sets);
            return;
        }
        for (BatchMoments set : sets) {
            update(set);
        }
    }

    private void update(BatchMoments batch) {
        batches++;
        double factor = factor();
        if (ofDeviations()) {
            moveDeviations(batch, factor);
            return;
        }
        double unbiased = batch.unbiased();
        for (int i = 0; i < channels; i++) {
            move(i, factor, batch.mean(i), batch.variance(i) * unbiased);
        }
    }

    private void moveDeviations(BatchMoments batch, double factor) {
        for (int i = 0; i < channels; i++) {
            double deviation =
                    (1 - factor) * Math.sqrt(variance(i) + epsilon) + factor * Math.sqrt(batch.variance(i) + epsilon);
            set(i, (1 - factor) * mean(i) + factor * batch.mean(i), Math.max(0, deviation * deviation - epsilon));
        }
    }

    private void updateByMean(BatchMoments[] samples) {
        batches++;
        double factor = factor();
        for (int i = 0; i < channels; i++) {
            double meanOfMeans = 0;
            double meanOfVariances = 0;
            for (BatchMoments sample : samples) {
                meanOfMeans += sample.mean(i) / samples.length;
                meanOfVariances += sample.variance(i) * sample.unbiased() / samples.length;
            }
            move(i, factor, meanOfMeans, meanOfVariances);
        }
    }

    private double factor() {
        return cumulative ? 1.0 / batches : momentum;
    }

    private void move(int channel, double factor, double newMean, double newVariance) {
        set(
                channel,
                (1 - factor) * mean(channel) + factor * newMean,
                (1 - factor) * variance(channel) + factor * newVariance);
    }
}
