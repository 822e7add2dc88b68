package org.evalgap.results.protocol;

import java.util.List;

/** What changes between the training-log corner and the deployed corner. */
public enum Factor {
    /** Batch statistics become running statistics. */
    STATISTICS,
    /** Dropout is switched off. */
    DROPOUT,
    /** The train transform becomes the eval transform. */
    TRANSFORM,
    /** Training images become test images. */
    SPLIT,
    /** Images are prepared with a mistake in use; only of a check-up, and no part of a {@link Protocol}. */
    PREPROCESSING;

    /** Those of every trial, in the order of their bits. */
    public static final List<Factor> OF_TRIALS = List.of(STATISTICS, DROPOUT, TRANSFORM, SPLIT);

    /** Bit of this factor in a set of factors. */
    public int bit() {
        return 1 << ordinal();
    }

    private Protocol side(int changed) {
        return (changed & bit()) == 0 ? Protocol.TRAINING_LOG : Protocol.DEPLOYED;
    }

    /** The corner in which the factors of a set are as in deployment and the others as in the training log. */
    public static Protocol corner(int changed) {
        return new Protocol(
                STATISTICS.side(changed).statistics(),
                DROPOUT.side(changed).dropout(),
                TRANSFORM.side(changed).transform(),
                SPLIT.side(changed).split());
    }
}
