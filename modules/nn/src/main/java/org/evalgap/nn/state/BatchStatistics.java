package org.evalgap.nn.state;

import java.util.Arrays;
import org.evalgap.nn.graph.NetworkSpec;

/**
 * What one BatchNorm layer measured in the last forward pass of one program with batch statistics. The values are those
 * of that pass until the next. A batch is one set of samples that share statistics, or several with a ghost batch size or
 * on replicas.
 */
public final class BatchStatistics {

    private final RunningStatistics running;
    private final BatchMoments[] sets;
    private final BatchMoments[] moving;

    /** @param moving how many sets, from the first on, move the running statistics */
    public BatchStatistics(RunningStatistics running, BatchMoments[] sets, int moving) {
        this.running = running;
        this.sets = sets;
        this.moving = Arrays.copyOf(sets, moving);
    }

    /** What moves the running statistics: all but where there are replicas, of which the first does. */
    public BatchStatistics moving() {
        return new BatchStatistics(running, moving, moving.length);
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

    public void updateRunning() {
        running.update(moving);
    }
}
