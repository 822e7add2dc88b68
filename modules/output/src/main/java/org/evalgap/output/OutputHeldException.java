package org.evalgap.output;

/** Another run is writing to the output directory. */
public final class OutputHeldException extends Exception {

    OutputHeldException(String message) {
        super(message);
    }
}
