package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.evalgap.data.DatasetException;
import org.evalgap.data.MemoryFiles;
import org.evalgap.data.image.Pixels;
import org.junit.jupiter.api.Test;

class Cifar100ImagesTest {

    private static final int RECORD = 3074;

    private static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / RECORD);
        }
        for (int i = 0; i < labels.length; i++) {
            bytes[i * RECORD] = 7;
            bytes[i * RECORD + 1] = (byte) labels[i];
        }
        return bytes;
    }

    @Test
    void fineLabelsAndInterleavedPixelsAreRead() throws Exception {
        byte[] bytes = records(99, 0, 42);
        MemoryFiles files = new MemoryFiles().with("test.bin", bytes).with("test.bin.gz", MemoryFiles.gzip(bytes));
        for (String name : new String[] {"test.bin", "test.bin.gz"}) {
            ImageSource source = Cifar100Images.of(name, files);

            assertThat(source.size()).isEqualTo(3);
            assertThat(source.classes()).hasSize(100);
            assertThat(source.label(2)).isEqualTo(42);
            try (ImageSource.Reader reader = source.open()) {
                for (int index : new int[] {2, 0}) {
                    Pixels pixels = (Pixels) reader.read(index);
                    assertThat(pixels.value(3, 5, 1)).isEqualTo(bytes[index * RECORD + 2 + 1024 + 3 * 32 + 5] & 0xff);
                }
            }
        }
    }

    @Test
    void badFilesAreRefused() {
        String whole = "expected a positive multiple of 3074 bytes (two labels and 32x32x3 pixels each), received ";
        assertThatThrownBy(() -> Cifar100Images.of("x", new MemoryFiles()))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read x: expected a file, received no such file");
        assertThatThrownBy(() -> Cifar100Images.of("x", new MemoryFiles().with("x")))
                .hasMessage("Cannot read x: " + whole + "0 bytes");
        assertThatThrownBy(() ->
                        Cifar100Images.of("x", new MemoryFiles().with("x", MemoryFiles.first(4000, records(1, 2)))))
                .hasMessage("Cannot read x: " + whole + "4000 bytes");
        assertThatThrownBy(() -> Cifar100Images.of("x", new MemoryFiles().with("x", records(1, 100))))
                .hasMessage("Cannot read x: expected labels from 0 to 99, received 100 for image 1");
    }
}
