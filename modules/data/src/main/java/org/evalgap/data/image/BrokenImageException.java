package org.evalgap.data.image;

/** An image file that cannot be decoded: expected, received. */
public final class BrokenImageException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param expected what would have been accepted
     * @param received what was there
     */
    public BrokenImageException(String expected, String received) {
        this(expected, received, null);
    }

    /**
     * @param expected what would have been accepted
     * @param received what was there
     * @param cause what the decoder or the file system said; may be null
     */
    public BrokenImageException(String expected, String received, Throwable cause) {
        super("expected " + expected + ", received " + received, cause);
    }
}
