package org.evalgap.nn;

/**
 * Running mean and variance of one BatchNorm layer, PyTorch's {@code running_mean}, {@code running_var} and {@code
 * num_batches_tracked}. They move only when a trainer says so.
 */
public final class RunningStatistics {

    private final int layer;
    private final String counter;
    private final double momentum;
    private final boolean cumulative;
    private final boolean instances;
    private final int channels;
    private final Variable mean;
    private final Variable variance;
    private long batches;

    /**
     * @param cumulative whether they are plain averages over all batches; {@code momentum} is then ignored
     * @param instances whether the sets of a batch are its samples and move the statistics once, by their mean, and not one
     *     after another
     */
    RunningStatistics(PlacedNode node, double momentum, boolean cumulative, boolean instances) {
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

    /** Batches that moved the statistics since the start, or that they were last recalibrated on. */
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

    Variable meanVariable() {
        return mean;
    }

    Variable varianceVariable() {
        return variance;
    }

    void batches(long seen) {
        batches = seen;
    }

    /** running += factor · (batch − running), with the unbiased batch variance. */
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
        double unbiased = batch.unbiased();
        for (int i = 0; i < channels; i++) {
            move(i, factor, batch.mean(i), batch.variance(i) * unbiased);
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
