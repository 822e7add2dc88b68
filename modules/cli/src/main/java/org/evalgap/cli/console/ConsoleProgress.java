package org.evalgap.cli.console;

import java.io.PrintWriter;
import org.evalgap.output.Progress;

/**
 * The progress line. On a terminal it is one line that is written over; in a log it is a new line now and then, a
 * minute or more apart, so that a night makes a few dozen lines.
 */
public final class ConsoleProgress implements Progress.Listener {

    private static final double FIRST_LINE_SECONDS = 10;
    private static final double SHORTEST_PAUSE_SECONDS = 60;
    private static final double PAUSE_PER_ELAPSED = 0.1;
    /** A training may be a little longer than the others. */
    static final double PATIENCE_SECONDS = 30;

    private static final String WRITE_OVER = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private Progress last;
    private double nextLineSeconds = FIRST_LINE_SECONDS;

    public ConsoleProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void update(Progress progress) {
        last = progress;
        if (terminal) {
            out.print(WRITE_OVER + line(progress));
            out.flush();
        } else if (progress.elapsedSeconds() >= nextLineSeconds) {
            out.println(line(progress));
            out.flush();
            nextLineSeconds = progress.elapsedSeconds()
                    + Math.max(SHORTEST_PAUSE_SECONDS, PAUSE_PER_ELAPSED * progress.elapsedSeconds());
        }
    }

    /** Leaves the last state on a line of its own. */
    public synchronized void finish() {
        if (last != null) {
            out.println((terminal ? WRITE_OVER : "") + line(last));
            out.flush();
        }
    }

    private static String line(Progress progress) {
        StringBuilder line = new StringBuilder();
        line.append(progress.done()).append('/').append(progress.trials()).append(" trials");
        if (progress.failed() > 0) {
            line.append(", ").append(progress.failed()).append(" failed");
        }
        line.append(", ").append(Durations.of(progress.elapsedSeconds()));
        if (!progress.waitingFor().isEmpty()) {
            line.append(", waiting for ").append(progress.waitingFor());
        } else if (progress.overdueSeconds() > PATIENCE_SECONDS) {
            line.append(", nothing done for ").append(Durations.of(progress.overdueSeconds()));
        } else if (progress.done() < progress.trials()) {
            line.append(
                    progress.canEstimate()
                            ? ", about " + Durations.of(progress.remainingSeconds()) + " left"
                            : ", time left unknown yet");
        }
        return line.toString();
    }
}
