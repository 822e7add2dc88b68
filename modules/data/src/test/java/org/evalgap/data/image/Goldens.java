package org.evalgap.data.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Files of golden values beside the tests, written by the Python scripts beside them. */
public final class Goldens {

    private Goldens() {}

    /**
     * The words of each line that is no comment.
     *
     * @param test a class of the package that the file belongs to
     */
    public static List<List<String>> lines(Class<?> test, String file) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(test.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of an image's values, in hexadecimal. */
    public static String hash(Pixels image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.values()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
