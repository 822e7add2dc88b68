package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code conf/REFERENCE.md} is written from the keys themselves; {@code -Dreference.write=true} writes it anew. */
class ReferenceFileTest {

    private static final Path FILE = Path.of("..", "..", "conf", "REFERENCE.md");
    private static final String HEADER = """
            # Keys of a study file

            A study file is [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md); JSON is accepted too. Where an
            object has a `kind`, its bare name stands for the object with all defaults. This file is generated.

            """;

    @Test
    void theReferenceFileHasTheKeysAsTheyAre() throws IOException {
        String expected = HEADER + ConfigReference.markdown();
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(FILE, expected);
        }

        assertThat(Files.readString(FILE))
                .as("conf/REFERENCE.md; write it anew with -Dtest=ReferenceFileTest -Dreference.write=true")
                .isEqualTo(expected);
    }
}
