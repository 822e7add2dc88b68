package org.evalgap.data.tools;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, the one digest that names, seals and compares things here. */
public final class Sha256 {

    /** Digits of a digest in hexadecimal. */
    public static final int DIGITS = 64;

    private Sha256() {}

    /** A digest that content can be added to piece by piece. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of some bytes, in hexadecimal. */
    public static String hex(byte[] content) {
        return hex(content, content.length);
    }

    /** The digest of the first {@code length} bytes, in hexadecimal. */
    public static String hex(byte[] content, int length) {
        MessageDigest digest = digest();
        digest.update(content, 0, length);
        return hex(digest);
    }

    /** The digest of all that was added to {@code digest}, which starts anew, in hexadecimal. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
