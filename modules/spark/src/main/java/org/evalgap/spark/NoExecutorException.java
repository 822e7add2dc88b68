package org.evalgap.spark;

import java.io.IOException;

/** A job had no executor for longer than its limits allow. What was published is kept. */
public final class NoExecutorException extends IOException {

    private static final long serialVersionUID = 1L;

    NoExecutorException(String message) {
        super(message);
    }
}
