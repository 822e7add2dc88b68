package org.evalgap.results.protocol;

/**
 * Why EVAL mode and TRAIN mode of the same weights differ on the same images, in the order in which the running
 * statistics are replaced: each cause is what accuracy gains when the statistics of the cause before it become those of
 * this one. From the running statistics as trained to TRAIN mode, the causes add up to the eval-mode degradation.
 *
 * <p>The order goes from what happened to the running statistics themselves (which weights they are of, what their start
 * weighs, how long they remember) to the batches they were taken of (which images, how many) and on to what no batch of
 * the training shows (the path of EVAL mode). Each cause is so measured on statistics that have none of those before it.
 * Only one place is a choice: staleness comes ahead of the start, as statistics without a single batch have no part that
 * could be stale, and the start is then all that is wrong with them.
 */
public enum StatisticsCause {
    /** Batches were measured by earlier weights: the same recurrence is replayed over the same batches by the final ones. */
    STALENESS,
    /** Mean 0 and variance 1, where statistics start, still weigh: their weight is spread over the batches. */
    START,
    /** The last batches weigh most: all batches of an epoch weigh the same. */
    NOISE,
    /**
     * Batches were not random, or each of one input domain: the same images form batches of the same size at random, and
     * each domain has statistics of its own.
     */
    COMPOSITION,
    /** Batches were small: the same images form batches so large that their size no longer matters. */
    SIZE,
    /** Dropout and the train transform: the same images pass as in EVAL mode. */
    SHIFT,
    /** What the statistics of the evaluated batch itself have and no fixed ones can. */
    BATCH,
    /** No cause of statistics: what dropout gives or takes where batch statistics stay. */
    DROPOUT;

    /** Whether it is a fault of running statistics, which other ones would not have. */
    public boolean isOfRunningStatistics() {
        return ordinal() <= SHIFT.ordinal();
    }
}
