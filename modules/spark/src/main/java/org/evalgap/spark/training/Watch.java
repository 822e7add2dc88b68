package org.evalgap.spark.training;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;

/**
 * Runs a training on a thread of its own and watches whether it gets on. Getting on is passing a checkpoint, of which
 * there is one before every batch, whether it is slow or not.
 *
 * <p>Time is counted in periods that the watching thread has waited through, not on a clock: a process that is stopped
 * for an hour and goes on has lost nothing.
 */
public final class Watch {

    private static final Duration LONGEST_PERIOD = Duration.ofMillis(200);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Duration limit;
    private final BooleanSupplier killed;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean stalled;
    private volatile List<TrialResult> results;
    private volatile Throwable failure;

    /** The training has not passed a checkpoint for too long, and does not end when it is told to. */
    public static final class HungException extends Exception {
        private static final long serialVersionUID = 1L;

        HungException(String message) {
            super(message);
        }
    }

    /** What is watched. */
    @FunctionalInterface
    interface Work {
        List<TrialResult> run(Runnable checkpoint);
    }

    /**
     * @param name of the thread, which a crash report shows
     * @param limit longest time between two checkpoints
     * @param killed whether Spark has cancelled the training; asked by the thread that watches
     */
    Watch(String name, Duration limit, BooleanSupplier killed) {
        this.name = name;
        this.limit = limit;
        this.killed = killed;
    }

    /** What the limit means, for the reason of a trial. */
    static String reason(Duration limit) {
        return "no progress for " + limit.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /**
     * The work's results. A training that is too slow once ends at its next checkpoint, as TIMEOUT.
     *
     * @throws HungException if there is no next checkpoint; the thread may still run
     * @throws CancellationException if the work was killed
     * @throws TrialRunner.StalledException if the work failed on being told to end because it was too slow
     */
    List<TrialResult> run(Work work) throws HungException {
        Thread thread = new Thread(() -> work(work), name);
        // A thread that never ends must not keep the process from doing so.
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = watch(thread);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (stalled && results.stream().anyMatch(result -> result.trial().status() == TrialStatus.FAILED)) {
            throw new TrialRunner.StalledException(reason(limit));
        }
        return results;
    }

    private void work(Work work) {
        try {
            results = work.run(this::checkpoint);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            finished.countDown();
        }
    }

    private void checkpoint() {
        if (cancelled) {
            throw new CancellationException("Spark has killed the task");
        }
        if (stalled) {
            throw new TrialRunner.StalledException(reason(limit));
        }
        checkpoints.incrementAndGet();
    }

    /** @return whether the watching thread was interrupted meanwhile */
    private boolean watch(Thread thread) throws HungException {
        long period = Math.max(1, Math.min(LONGEST_PERIOD.toMillis(), limit.toMillis() / 20));
        long grace = Math.min(LONGEST_GRACE.toMillis(), limit.toMillis());
        boolean interrupted = false;
        long seen = 0;
        long quiet = 0;
        long sinceCancelled = 0;
        while (true) {
            try {
                if (finished.await(period, TimeUnit.MILLISECONDS)) {
                    return interrupted;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                cancelled = true;
            }
            cancelled |= killed.getAsBoolean();
            sinceCancelled += cancelled ? period : 0;
            if (sinceCancelled > LONGEST_GRACE.toMillis()) {
                throw new CancellationException("Spark has killed the task, and its training goes on");
            }
            if (checkpoints.get() != seen) {
                seen = checkpoints.get();
                quiet = 0;
                continue;
            }
            quiet += period;
            if (quiet >= limit.toMillis() && !stalled) {
                stalled = true;
                thread.interrupt();
            }
            if (quiet >= limit.toMillis() + grace) {
                throw new HungException(reason(limit));
            }
        }
    }
}
