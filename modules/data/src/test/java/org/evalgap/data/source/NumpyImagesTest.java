package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.MemoryFiles;
import org.evalgap.data.image.FloatImage;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.image.TestResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyImagesTest {

    private static final ByteSource FILES = TestResources.source();
    private static final int SIZE = 4 * 6 * 3;

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "compressed.npz"})
    void pixelsAreReadInAnyOrder(String file) throws Exception {
        ImageSource source = NumpyImages.npz(file, FILES);

        assertThat(source.size()).isEqualTo(5);
        assertThat(source.classes()).hasSize(301).startsWith("0", "1").endsWith("300");
        assertThat(source.label(1)).isEqualTo(300);
        try (ImageSource.Reader reader = source.open()) {
            for (int index : new int[] {0, 3, 1, 1, 4}) {
                Pixels pixels = (Pixels) reader.read(index);
                assertThat(pixels.shape()).hasToString("4x6x3");
                for (int i = 0; i < SIZE; i++) {
                    assertThat(pixels.values()[i]).isEqualTo((byte) (index * SIZE + i));
                }
            }
        }
    }

    @Test
    void planesOfChannelsAreInterleaved() throws Exception {
        try (ImageSource.Reader reader = NumpyImages.npz("planes.npz", FILES).open()) {
            Pixels pixels = (Pixels) reader.read(2);

            assertThat(pixels.shape()).hasToString("4x6x3");
            assertThat(pixels.value(1, 2, 2)).isEqualTo((2 * SIZE + 2 * 24 + 1 * 6 + 2) % 256);
        }
    }

    @Test
    void imagesWithoutChannelsAreGrey() throws Exception {
        try (ImageSource.Reader reader = NumpyImages.npz("grey.npz", FILES).open()) {
            Pixels pixels = (Pixels) reader.read(4);

            assertThat(pixels.shape()).hasToString("4x6x1");
            assertThat(pixels.toRgb().value(3, 5, 1)).isEqualTo(5 * 24 - 1);
        }
    }

    @Test
    void floatsOfAnyWidthAreNumbers() throws Exception {
        assertThat(first("float16.npy", 1).values()[5]).isEqualTo((SIZE + 5) / 8f);
        assertThat(first("float64-big-endian.npy", 1).values()[5]).isEqualTo((24 + 5) / 8f);
        FloatImage planes = first("float32-planes.npy", 1);
        assertThat(planes.shape()).hasToString("4x6x3");
        assertThat(planes.values()[(1 * 6 + 2) * 3 + 1]).isEqualTo((SIZE + 24 + 1 * 6 + 2) / 8f);
    }

    private static FloatImage first(String file, int index) throws Exception {
        try (ImageSource.Reader reader =
                NumpyImages.npy(file, "labels.npy", FILES).open()) {
            return (FloatImage) reader.read(index);
        }
    }

    private record Bad(String images, String labels, String message) {}

    static Stream<Bad> badFiles() {
        String shapes =
                "expected images as [N, H, W], or with 1 or 3 channels as [N, H, W, C] or [N, C, H, W], of u1, f2, f4 or f8, received ";
        return Stream.of(
                new Bad("none.npy", "labels.npy", "Cannot read none.npy: expected a file, received no such file"),
                new Bad("float16.npy", "none.npy", "Cannot read none.npy: expected a file, received no such file"),
                new Bad("vectors.npy", "labels.npy", "Cannot read vectors.npy: " + shapes + "[5, 7] of u1"),
                new Bad(
                        "two-channels.npy",
                        "labels.npy",
                        "Cannot read two-channels.npy: " + shapes + "[5, 4, 6, 2] of u1"),
                new Bad("integers.npy", "labels.npy", "Cannot read integers.npy: " + shapes + "[5, 4, 6, 3] of i8"),
                new Bad("empty.npy", "labels.npy", "Cannot read empty.npy: " + shapes + "[0, 4, 6, 3] of u1"),
                new Bad(
                        "fortran.npy",
                        "labels.npy",
                        "Cannot read fortran.npy: expected an array in C order, received Fortran order"),
                new Bad(
                        "complex.npy",
                        "labels.npy",
                        "Cannot read complex.npy: expected values of u1, u2, u4, u8, i1, i2, i4, i8, f2, f4, f8, received c16"),
                new Bad(
                        "420.jpg",
                        "labels.npy",
                        "Cannot read 420.jpg: expected an array in NumPy's NPY format, received a file without its beginning"),
                new Bad(
                        "float16.npy",
                        "four-labels.npy",
                        "Cannot read four-labels.npy: expected 5 labels, one for each image, received 4 labels"),
                new Bad(
                        "float16.npy",
                        "float-labels.npy",
                        "Cannot read float-labels.npy: expected labels as an array of integers of one dimension, received [5] of f8"),
                new Bad(
                        "float16.npy",
                        "vectors.npy",
                        "Cannot read vectors.npy: expected labels as an array of integers of one dimension, received [5, 7] of u1"),
                new Bad(
                        "float16.npy",
                        "negative-labels.npy",
                        "Cannot read negative-labels.npy: expected labels from 0 to 999999, received -300 for image 1"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void badFilesAreRefused(Bad bad) {
        assertThatThrownBy(() -> NumpyImages.npy(bad.images, bad.labels, FILES))
                .isInstanceOf(DatasetException.class)
                .hasMessage(bad.message);
    }

    @Test
    void archivesWithoutTheArraysAreRefused() throws Exception {
        MemoryFiles files = new MemoryFiles().with("x.npz", TestResources.file("420.jpg"));

        assertThatThrownBy(() -> NumpyImages.npz("x.npz", files))
                .hasMessage(
                        "Cannot read x.npz: expected an NPZ file with an array images or x, received no ZIP archive");
        assertThatThrownBy(() -> new NpzMember(FILES, "pictures", "p").open("stored.npz"))
                .hasMessage("Cannot read stored.npz: expected an NPZ file with an array pictures or p, "
                        + "received arrays images, labels");
    }

    @Test
    void aFileThatEndsEarlyIsFoundWhereItEnds() throws Exception {
        byte[] whole = TestResources.file("float16.npy");
        MemoryFiles files = new MemoryFiles()
                .with("x.npy", MemoryFiles.first(whole.length - SIZE, whole))
                .with("labels.npy", TestResources.file("labels.npy"));
        ImageSource source = NumpyImages.npy("x.npy", "labels.npy", files);

        try (ImageSource.Reader reader = source.open()) {
            assertThat(reader.read(3)).isInstanceOf(FloatImage.class);
            assertThatThrownBy(() -> reader.read(4))
                    .isInstanceOf(DatasetException.class)
                    .hasMessage(
                            "Cannot read x.npy: expected 848 bytes (images [5, 4, 6, 3] of f2), received 776 bytes");
        }
    }

    @Test
    void halfPrecisionHasItsExtremes() {
        NpyHeader header = new NpyHeader("f2", true, new long[] {1}, 0);
        List<Integer> bits = List.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0x3555);
        List<Float> expected = List.of(1f, -2f, 65504f, 0x1p-14f, 0x1p-24f, -0f, Float.POSITIVE_INFINITY, 0.33325195f);
        for (int i = 0; i < bits.size(); i++) {
            byte[] bytes = {(byte) (bits.get(i) >> 8), bits.get(i).byteValue()};
            assertThat(new NpyValues(header, bytes).number(0)).isEqualTo(expected.get(i));
        }
    }
}
