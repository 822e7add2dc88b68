package org.evalgap.data;

/** A dataset that cannot be read, in the project's one form: what could not be read, expected, received. */
public final class DatasetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final String expected;
    private final String received;

    /**
     * @param file the file, as the study names it, or the dataset's name
     * @param expected what would have been accepted
     * @param received what was there
     */
    public DatasetException(String file, String expected, String received) {
        this(file, expected, received, null);
    }

    public DatasetException(String file, String expected, String received, Throwable cause) {
        super("Cannot read " + file + ": expected " + expected + ", received " + received, cause);
        this.file = file;
        this.expected = expected;
        this.received = received;
    }

    public String file() {
        return file;
    }

    public String expected() {
        return expected;
    }

    public String received() {
        return received;
    }
}
