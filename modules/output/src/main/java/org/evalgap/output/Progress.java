package org.evalgap.output;

/**
 * How far a sweep is. A trial counts as done once it is published.
 *
 * @param trials trials of the study
 * @param done trials that are published, those of earlier runs among them
 * @param failed trials of this run that are published with a status other than OK
 * @param predictedSeconds predicted cost of all trainings of this run
 * @param predictedSecondsDone predicted cost of those of them that are done
 * @param elapsedSeconds time since this run began to train
 * @param lastDoneSeconds the same when the last of its trainings was done; 0 before the first
 * @param waitingFor what has kept this run from training for a while; empty if it trains
 */
public record Progress(
        long trials,
        long done,
        long failed,
        double predictedSeconds,
        double predictedSecondsDone,
        double elapsedSeconds,
        double lastDoneSeconds,
        String waitingFor) {

    /** Told of progress now and then, and once at the end; from a thread of its own. */
    @FunctionalInterface
    public interface Listener {
        void update(Progress progress);
    }

    /** Whether enough is known to say when the sweep ends, which nobody knows while it waits. */
    public boolean canEstimate() {
        return predictedSecondsDone > 0 && waitingFor.isEmpty();
    }

    /**
     * Time left if the rest goes as its predicted cost and the pace so far say. The pace is that of what is done, so that
     * time spent on what is not yet done counts as progress; at least 0.
     */
    public double remainingSeconds() {
        double fromLastDone = lastDoneSeconds * (predictedSeconds - predictedSecondsDone) / predictedSecondsDone;
        return Math.max(0, fromLastDone - (elapsedSeconds - lastDoneSeconds));
    }

    /** Time since anything was done, where by the pace so far all should be; 0 before that. */
    public double overdueSeconds() {
        return done < trials && canEstimate() && remainingSeconds() == 0 ? elapsedSeconds - lastDoneSeconds : 0;
    }
}
