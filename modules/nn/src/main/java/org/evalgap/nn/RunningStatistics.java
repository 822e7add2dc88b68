package org.evalgap.nn;

/**
 * Running mean and variance of one BatchNorm layer, PyTorch's {@code running_mean}, {@code running_var} and {@code
 * num_batches_tracked}. They move only when a trainer says so.
 */
public final class RunningStatistics {

    private final int layer;
    private final LayerSpec.BatchNorm spec;
    private final int channels;
    private final Variable mean;
    private final Variable variance;
    private long batches;

    RunningStatistics(int layer, LayerSpec.BatchNorm spec, int channels) {
        this.layer = layer;
        this.spec = spec;
        this.channels = channels;
        mean = new Variable(layer, Variable.Role.RUNNING_MEAN, Initializer.ZERO, channels);
        variance = new Variable(layer, Variable.Role.RUNNING_VARIANCE, Initializer.ONE, channels);
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
    void update(SampleSet batch) {
        batches++;
        double factor = spec.cumulative() ? 1.0 / batches : spec.momentum();
        double unbiased = batch.count() / (batch.count() - 1);
        for (int i = 0; i < channels; i++) {
            set(
                    i,
                    (1 - factor) * mean(i) + factor * batch.mean(i),
                    (1 - factor) * variance(i) + factor * batch.variance(i) * unbiased);
        }
    }
}
