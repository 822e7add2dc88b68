package org.evalgap.nn;

/**
 * What one BatchNorm layer measured in the last forward pass of one program with batch statistics. The values are those
 * of that pass until the next. A batch is one set of samples that share statistics, or several with a ghost batch size.
 */
public final class BatchStatistics {

    private final RunningStatistics running;
    private final BatchMoments[] sets;

    BatchStatistics(RunningStatistics running, BatchMoments[] sets) {
        this.running = running;
        this.sets = sets;
    }

    /** Number of the layer, as {@link NetworkSpec#forEachLayer} counts. */
    public int layer() {
        return running.layer();
    }

    public int channels() {
        return running.channels();
    }

    /** Number of sets of samples. */
    public int sets() {
        return sets.length;
    }

    /** Samples of a set. */
    public int samples(int set) {
        return sets[set].samples();
    }

    /** Values of a channel in a set: samples × pixels. */
    public double count(int set) {
        return sets[set].count();
    }

    public double mean(int set, int channel) {
        return sets[set].mean(channel);
    }

    /** Biased: the squared distances are divided by {@link #count}. */
    public double variance(int set, int channel) {
        return sets[set].variance(channel);
    }

    void updateRunning() {
        running.update(sets);
    }
}
