package org.evalgap.data.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.evalgap.data.ByteSource;

/** The files beside the tests of this package, by name. */
public final class TestResources {

    private TestResources() {}

    /** Opens them. */
    public static ByteSource source() {
        return name -> {
            InputStream in = TestResources.class.getResourceAsStream(name);
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in;
        };
    }

    /** The bytes of one. */
    public static byte[] file(String name) throws IOException {
        try (InputStream in = source().open(name)) {
            return in.readAllBytes();
        }
    }
}
