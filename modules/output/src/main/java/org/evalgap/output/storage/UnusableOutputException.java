package org.evalgap.output.storage;

import java.io.IOException;

/**
 * What is in an output directory cannot be used, and only a person can say what to do about it. The message is one
 * sentence that names the file.
 */
public final class UnusableOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnusableOutputException(String message) {
        super(message);
    }

    public UnusableOutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
