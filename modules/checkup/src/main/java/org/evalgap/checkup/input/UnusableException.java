package org.evalgap.checkup.input;

import java.util.List;

/** Files or settings that a check-up cannot use, all of them at once. */
public final class UnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
