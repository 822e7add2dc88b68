package org.evalgap.data.tools;

/** Measures how long something takes, by a clock that never goes back. Starts when it is made. */
public final class Stopwatch {

    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final long started = System.nanoTime();

    /** Time since it was made, in seconds. */
    public double seconds() {
        return (System.nanoTime() - started) / NANOSECONDS_PER_SECOND;
    }
}
