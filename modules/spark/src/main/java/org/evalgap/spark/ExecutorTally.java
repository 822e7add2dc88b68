package org.evalgap.spark;

import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.util.AccumulatorV2;

/** Adds up what each executor did; Spark takes in each finished task once. */
final class ExecutorTally extends AccumulatorV2<RunMetrics.Executor, List<RunMetrics.Executor>> {

    private static final long serialVersionUID = 1L;

    /** May be serialized for a heartbeat while the task adds to it. */
    private final ConcurrentNavigableMap<String, RunMetrics.Executor> executors = new ConcurrentSkipListMap<>();

    @Override
    public boolean isZero() {
        return executors.isEmpty();
    }

    @Override
    public AccumulatorV2<RunMetrics.Executor, List<RunMetrics.Executor>> copy() {
        ExecutorTally copy = new ExecutorTally();
        copy.executors.putAll(executors);
        return copy;
    }

    @Override
    public void reset() {
        executors.clear();
    }

    @Override
    public void add(RunMetrics.Executor more) {
        executors.merge(
                more.name(),
                more,
                (one, other) -> new RunMetrics.Executor(
                        one.name(), one.trainings() + other.trainings(), one.busySeconds() + other.busySeconds()));
    }

    @Override
    public void merge(AccumulatorV2<RunMetrics.Executor, List<RunMetrics.Executor>> other) {
        other.value().forEach(this::add);
    }

    @Override
    public List<RunMetrics.Executor> value() {
        return List.copyOf(executors.values());
    }
}
