package org.evalgap.spark;

import java.io.Serializable;
import java.util.List;

/**
 * What a run did.
 *
 * @param seconds it took to train
 * @param trials that it published
 * @param failed those of them that are not OK
 * @param executors each executor that finished a training, in the order of their names
 */
public record RunMetrics(double seconds, long trials, long failed, List<Executor> executors) {

    /**
     * What an executor did. Trainings that it did not live to finish are not counted.
     *
     * @param name its id and its machine
     * @param trainings that it finished
     * @param busySeconds it spent on them, added up over its cores
     */
    public record Executor(String name, long trainings, double busySeconds) implements Serializable {}

    public RunMetrics {
        executors = List.copyOf(executors);
    }

    /** Trials that were published in a second. */
    public double trialsPerSecond() {
        return trials / seconds;
    }
}
