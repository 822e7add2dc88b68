package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFilesTest {

    @TempDir
    Path directory;

    @Test
    void pathsAreOfThisMachineAndOtherSchemesAreNot() throws IOException {
        Path file = directory.resolve("images:1.gz");
        Files.writeString(file, "local");
        DatasetFiles files = new DatasetFiles(
                () -> uri -> new ByteArrayInputStream(("remote " + uri).getBytes(StandardCharsets.UTF_8)));
        assertThat(text(files.open(file.toString()))).isEqualTo("local");
        assertThat(text(files.open(file.toUri().toString()))).isEqualTo("local");
        assertThat(text(files.open("hdfs://host/images"))).isEqualTo("remote hdfs://host/images");
        assertThat(text(files.open("s3a:images"))).isEqualTo("remote s3a:images");
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
