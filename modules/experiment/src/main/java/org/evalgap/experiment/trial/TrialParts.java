package org.evalgap.experiment.trial;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Where the processor time of trials goes: what a thread spends on each part of them, added up by its name. */
public final class TrialParts {

    /** Steps of the optimizer, and the assembly of their batches. */
    public static final String TRAINING = "training";

    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /** What {@code work} returns; what it costs the calling thread counts for {@code part}. */
    <T> T time(String part, Supplier<T> work) {
        long started = threads.getCurrentThreadCpuTime();
        try {
            return work.get();
        } finally {
            seconds.merge(part, (threads.getCurrentThreadCpuTime() - started) / NANOSECONDS_PER_SECOND, Double::sum);
        }
    }

    void time(String part, Runnable work) {
        time(part, () -> {
            work.run();
            return null;
        });
    }

    /** Processor seconds of each part, in the order in which they first came. */
    public Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
