package org.evalgap.cli.console;

/** How much of some work is done and how long the rest may take, now and then on a line. */
public final class WorkProgress {

    private static final double PAUSE_SECONDS = 5;

    /** Of the time that has gone: an hour's work takes no more than a hundred lines. */
    private static final double PAUSE_SHARE = 0.05;

    private static final double NANOS = 1e9;

    private final long total;
    private final String unit;
    private final Console console;
    private double nextSeconds = PAUSE_SECONDS;
    private long start;
    private long before;
    private long done;

    /**
     * @param total about how much there is
     * @param unit of it, in the plural
     */
    public WorkProgress(long total, String unit, Console console) {
        this.total = total;
        this.unit = unit;
        this.console = console;
    }

    /** Says that more is done. */
    public void add(long more) {
        done += more;
        if (done == more) {
            // Ahead of what is done first come libraries to load and files to open: its time says nothing.
            start = System.nanoTime();
            before = more;
        }
        double seconds = (System.nanoTime() - start) / NANOS;
        if (seconds >= nextSeconds) {
            double rate = (done - before) / seconds;
            double left = Math.max(0, total - done) / rate;
            console.note("about " + Math.min(99, 100 * done / Math.max(1, total)) + " % of the passes, "
                    + Math.round(rate) + " " + unit + " a second, about " + Durations.of(left) + " left");
            nextSeconds = seconds + Math.max(PAUSE_SECONDS, PAUSE_SHARE * seconds);
        }
    }

    /** Says how long it took. */
    public void finish() {
        double seconds = done == 0 ? 0 : (System.nanoTime() - start) / NANOS;
        console.note(done + " " + unit + " passed in " + Durations.of(seconds));
    }
}
