package org.evalgap.spark;

/** A sweep was stopped because more of its trials failed than it was told to bear. */
public final class FailureLimitException extends Exception {

    private static final long serialVersionUID = 1L;

    FailureLimitException(long failed, long limit) {
        super("stopped the sweep; expected: at most " + limit + " failed trials; received: " + failed);
    }
}
