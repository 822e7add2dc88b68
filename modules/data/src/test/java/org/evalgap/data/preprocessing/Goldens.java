package org.evalgap.data.preprocessing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.evalgap.data.image.Pixels;

/** Files of golden values beside the tests, written by the Python scripts beside them. */
final class Goldens {

    private Goldens() {}

    /** The words of each line that is no comment. */
    static List<List<String>> lines(String file) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Goldens.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of an image's values, in hexadecimal. */
    static String hash(Pixels image) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(image.values()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
