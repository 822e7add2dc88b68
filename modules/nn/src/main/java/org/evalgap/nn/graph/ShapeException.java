package org.evalgap.nn.graph;

/** A layer setting that does not fit the shape it meets, in the project's one form: setting, expected, received. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String expected;
    private final String received;

    /**
     * @param setting the setting that does not fit, as the layer names it, such as {@code kernel}
     * @param expected what would have been accepted
     * @param received what was there
     */
    public ShapeException(String setting, String expected, String received) {
        super(setting + ": expected " + expected + ", received " + received);
        this.setting = setting;
        this.expected = expected;
        this.received = received;
    }

    public String setting() {
        return setting;
    }

    public String expected() {
        return expected;
    }

    public String received() {
        return received;
    }
}
