package org.evalgap.study.check;

/**
 * Something in a configuration that is known to make training and evaluation differ. Whether it does here is for a
 * measurement to say.
 *
 * @param severity how much it asks for
 * @param key setting of the trial that it is about, such as {@code training.batch-size}
 * @param what is the case, with the figures of this configuration
 * @param why it matters
 * @param action what can be done
 */
public record Warning(Severity severity, String key, String what, String why, String action) {

    /** How much a warning asks for. */
    public enum Severity {
        /** Known to open a gap: to be changed or measured. */
        WARNING,
        /** Harmless as a rule, good to know when there is a gap. */
        INFO
    }

    /** {@code training.batch-size: what. why. Action.} */
    @Override
    public String toString() {
        return key + ": " + what + ". " + why + ". " + action + ".";
    }
}
