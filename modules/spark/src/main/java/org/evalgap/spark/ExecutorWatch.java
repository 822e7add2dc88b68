package org.evalgap.spark;

import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.evalgap.data.tools.Stopwatch;

/**
 * Notices that a job waits because there is no executor to run it: none has come yet, or all were lost. Spark itself
 * would wait for ever, and say nothing.
 */
final class ExecutorWatch {

    /** Executors come and go; what is over in half a minute is not worth a word. */
    private static final double QUIET_SECONDS = 30;

    private final IntSupplier executors;
    private final Duration limit;
    private Stopwatch alone;

    /**
     * @param executors how many there are
     * @param limit how long there may be none
     */
    ExecutorWatch(IntSupplier executors, Duration limit) {
        this.executors = executors;
        this.limit = limit;
    }

    /** What the job waits for, for the progress line; empty if it has executors, or has had none for a moment only. */
    String waitingFor() {
        double seconds = look();
        return seconds < Math.min(QUIET_SECONDS, limitSeconds()) ? "" : text(seconds);
    }

    /** Whether there has been no executor for longer than there may be none. */
    boolean tooLong() {
        return look() > limitSeconds();
    }

    private double limitSeconds() {
        return limit.toMillis() / 1000.0;
    }

    private double look() {
        if (executors.getAsInt() > 0) {
            alone = null;
            return 0;
        }
        if (alone == null) {
            alone = new Stopwatch();
        }
        return alone.seconds();
    }

    private static String text(double seconds) {
        return String.format(Locale.ROOT, "an executor, as there has been none for %.0f s", seconds);
    }

    /** Why the job ends. */
    NoExecutorException exception() {
        return new NoExecutorException("stopped the sweep; expected: an executor within "
                + limit.toString().substring(2).toLowerCase(Locale.ROOT)
                + "; received: none; start workers, or see Spark's master, and run the same command to go on");
    }
}
