package org.evalgap.results.protocol;

/** What a network's running statistics look like against the training that should have made them. */
public enum StatisticsState {
    /** They saw each batch of the training once. */
    UPDATED,
    /** Every layer's are 0 and 1, as it starts: never updated, or never saved. */
    INITIAL,
    /** They saw fewer batches than the training had: of an earlier time, or of another network. */
    BEHIND,
    /** They saw more batches than the training had: passes in TRAIN mode besides it. */
    AHEAD
}
