package org.evalgap.experiment.training;

/** The loss of a training step was not finite: nothing that follows would mean anything. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long step;

    DivergedException(long step, double loss) {
        super("the loss of step " + step + " is " + loss);
        this.step = step;
    }

    /** Number of the step, from 1. */
    public long step() {
        return step;
    }
}
