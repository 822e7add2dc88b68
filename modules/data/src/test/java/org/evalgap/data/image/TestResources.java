package org.evalgap.data.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.evalgap.data.ByteSource;

/** The image files and arrays beside the tests, by name. */
public final class TestResources {

    private static final List<String> FOLDERS = List.of("/org/evalgap/data/image/", "/org/evalgap/data/source/");

    private TestResources() {}

    /** Opens them. */
    public static ByteSource source() {
        return name -> FOLDERS.stream()
                .map(folder -> TestResources.class.getResourceAsStream(folder + name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new FileNotFoundException(name));
    }

    /** The bytes of one. */
    public static byte[] file(String name) throws IOException {
        try (InputStream in = source().open(name)) {
            return in.readAllBytes();
        }
    }
}
