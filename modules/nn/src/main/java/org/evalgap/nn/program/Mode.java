package org.evalgap.nn.program;

import java.io.Serializable;

/**
 * How the two kinds of layers that differ between training and evaluation behave in one pass. A mode is an argument
 * of a pass, never a state of the network.
 *
 * @param statistics which mean and variance BatchNorm normalizes with
 * @param dropout whether dropout drops
 */
public record Mode(Statistics statistics, boolean dropout) implements Serializable {

    /** What {@code model.train()} does: batch statistics, dropout on. */
    public static final Mode TRAIN = new Mode(Statistics.BATCH, true);

    /** What {@code model.eval()} does: running statistics, dropout off. */
    public static final Mode EVAL = new Mode(Statistics.RUNNING, false);

    /** The mean and variance that BatchNorm normalizes with. */
    public enum Statistics {
        /** Those of the batch itself. */
        BATCH,
        /** The running averages collected during training. */
        RUNNING
    }
}
