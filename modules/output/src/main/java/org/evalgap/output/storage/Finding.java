package org.evalgap.output.storage;

/**
 * Something in an output directory that is not as a sweep leaves it.
 *
 * @param file its path inside the output directory
 * @param kind what it is
 * @param detail what was expected and what was received
 */
public record Finding(String file, Kind kind, String detail) {

    /** What can be done about it follows from what it is. */
    public enum Kind {
        /** Ours, and not as it was written: set aside and made anew. */
        DAMAGED,
        /** Ours, but of another version of EvalGap: only that version reads it. */
        OTHER_VERSION,
        /** Nothing that EvalGap writes: left alone. */
        FOREIGN,
        /** Ours, and of no use any more: deleted. */
        LEFTOVER,
        /** It cannot be read, or is in the place of a directory: only a person can help. */
        UNUSABLE
    }

    @Override
    public String toString() {
        return file + "; " + detail;
    }
}
