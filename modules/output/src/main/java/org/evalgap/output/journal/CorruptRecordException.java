package org.evalgap.output.journal;

/** A published record that is not what was once written: truncated, altered or under another trial's name. */
public final class CorruptRecordException extends Exception {

    CorruptRecordException(String message) {
        super(message);
    }

    CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
