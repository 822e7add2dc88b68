package org.evalgap.output.storage;

import java.io.IOException;

/** There is something under a file's name, but no file. */
public final class NotAFileException extends IOException {

    private static final long serialVersionUID = 1L;

    NotAFileException(Storage.Kind received) {
        super("expected: a file; received: " + received.text());
    }
}
