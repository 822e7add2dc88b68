package org.evalgap.spark.training;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much a sweep bears. None of it changes a result, so none of it is in a trial's id.
 *
 * @param stall longest time between two batches of a trial; one that takes longer is TIMEOUT
 * @param lostAttempts how often a trial's process may end without a word and without proof whose fault it was, as when a
 *     machine is taken away; one more attempt is CRASHED; at least 1
 * @param failures most trials of a run that may fail; at one more the sweep stops
 * @param noExecutor how long the sweep waits while there is no executor; then it stops
 */
public record SweepLimits(Duration stall, int lostAttempts, long failures, Duration noExecutor)
        implements Serializable {

    /** Half an hour, five attempts, any number of failed trials, half an hour. */
    public static final SweepLimits DEFAULT =
            new SweepLimits(Duration.ofMinutes(30), 5, Long.MAX_VALUE, Duration.ofMinutes(30));

    public SweepLimits {
        if (stall.toMillis() < 1) {
            throw new IllegalArgumentException("stall: expected at least 1 ms, received " + stall);
        }
        if (noExecutor.toMillis() < 1) {
            throw new IllegalArgumentException("noExecutor: expected at least 1 ms, received " + noExecutor);
        }
        if (lostAttempts < 1) {
            throw new IllegalArgumentException("lostAttempts: expected at least 1, received " + lostAttempts);
        }
        if (failures < 0) {
            throw new IllegalArgumentException("failures: expected at least 0, received " + failures);
        }
    }
}
