package org.evalgap.spark;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.evalgap.output.Progress;

/** Tells a listener of progress at a steady pace, and once more when it is closed. */
final class ProgressTicker implements AutoCloseable {

    private static final long PERIOD_MILLIS = 500;

    private final Supplier<Progress> progress;
    private final Progress.Listener listener;
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> ticks;

    ProgressTicker(Supplier<Progress> progress, Progress.Listener listener) {
        this.progress = progress;
        this.listener = listener;
        this.clock = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "progress");
            thread.setDaemon(true);
            return thread;
        });
        this.ticks = clock.scheduleWithFixedDelay(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void tick() {
        listener.update(progress.get());
    }

    @Override
    public void close() {
        ticks.cancel(false);
        clock.shutdown();
        tick();
    }
}
