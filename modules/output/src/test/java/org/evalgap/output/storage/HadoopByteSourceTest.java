package org.evalgap.output.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopByteSourceTest {

    @TempDir
    Path directory;

    @Test
    void pathsAndUrisNameTheSameFile() throws IOException {
        Path file = directory.resolve("images with blanks.gz");
        Files.writeString(file, "pixels");
        HadoopByteSource source = new HadoopByteSource(new Configuration());
        for (String uri : new String[] {file.toString(), "file:" + file, "file://" + file}) {
            try (InputStream in = source.open(uri)) {
                assertThat(in.readAllBytes()).asString().isEqualTo("pixels");
            }
        }
    }

    @Test
    void aMissingFileIsSaidToBe() {
        assertThatThrownBy(() -> new HadoopByteSource(new Configuration()).open(directory + "/none"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(directory + "/none");
    }
}
