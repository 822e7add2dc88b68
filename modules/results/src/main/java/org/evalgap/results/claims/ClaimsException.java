package org.evalgap.results.claims;

/** A file of claims cannot be used. */
public final class ClaimsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClaimsException(String path, String expected, String received) {
        super("cannot use the claims; " + path + ": expected " + expected + ", received " + received);
    }
}
