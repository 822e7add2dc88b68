package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evalgap.data.MemoryFiles.cifar10;
import static org.evalgap.data.MemoryFiles.first;
import static org.evalgap.data.MemoryFiles.gzip;
import static org.evalgap.data.MemoryFiles.idx;
import static org.evalgap.data.MemoryFiles.idxImages;
import static org.evalgap.data.MemoryFiles.idxLabels;
import static org.evalgap.data.MemoryFiles.replaced;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.source.DatasetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a data file can be wrong, and the message that says so. */
final class BadDataFilesTest {

    private static final DatasetConfig IDX = new DatasetConfig.Idx(
            "digits",
            "train-images",
            "train-labels",
            "test-images",
            "test-labels",
            2,
            Limits.NONE,
            Normalization.COMPUTED);

    private static final DatasetConfig CIFAR10 = new DatasetConfig.Cifar10(
            List.of("batch-1", "batch-2"), List.of("test"), Limits.NONE, Normalization.COMPUTED);

    private static final byte[] IMAGES = idxImages(4, 3, 2);
    private static final byte[] LABELS = idxLabels(0, 1, 1, 0);
    private static final byte[] RECORDS = cifar10(IntStream.range(0, 10).toArray());

    static List<Arguments> idxFiles() {
        return List.of(
                bad(
                        "train-images",
                        new byte[0],
                        "expected 16 bytes (the header of IDX images), received an empty file"),
                bad(
                        "train-images",
                        first(10, IMAGES),
                        "expected 16 bytes (the header of IDX images), received 10 bytes"),
                bad("train-images", first(3, IMAGES), "expected 16 bytes (the header of IDX images), received 3 bytes"),
                bad("train-images", first(30, IMAGES), "expected 40 bytes (4 images of 3x2x1), received 30 bytes"),
                bad("train-images", first(16, IMAGES), "expected 40 bytes (4 images of 3x2x1), received 16 bytes"),
                bad("train-images", first(41, IMAGES), "expected 40 bytes (4 images of 3x2x1), received more"),
                bad("train-images", LABELS, "expected magic number 0x00000803 of IDX images, received 0x00000801"),
                bad(
                        "train-images",
                        idx(0x803, new int[] {4, 0, 2}),
                        "expected images of 1 to 2147483639 pixels, received 0x2"),
                bad(
                        "train-images",
                        idx(0x803, new int[] {4, 3, 0}),
                        "expected images of 1 to 2147483639 pixels, received 3x0"),
                bad(
                        "train-images",
                        idx(0x803, new int[] {4, 65536, -1}),
                        "expected images of 1 to 2147483639 pixels, received 65536x4294967295"),
                bad("train-images", idx(0x803, new int[] {0, 3, 2}), "expected at least 1 of images, received 0"),
                bad(
                        "train-images",
                        idx(0x803, new int[] {-1, 3, 2}),
                        "expected at most 2147483647 images, received 4294967295"),
                bad(
                        "train-images",
                        first(30, gzip(IMAGES)),
                        "expected a whole gzip file, received only the beginning of one"),
                bad(
                        "train-images",
                        first(4, gzip(IMAGES)),
                        "expected a whole gzip file, received only the beginning of one"),
                bad(
                        "train-images",
                        replaced(gzip(IMAGES), 10, 0xff),
                        "expected an intact gzip file, received \"invalid block type\""),
                bad(
                        "train-images",
                        replaced(gzip(IMAGES), gzip(IMAGES).length - 8, 1),
                        "expected an intact gzip file, received \"Corrupt GZIP trailer\""),
                bad(
                        "train-images",
                        gzip(first(30, IMAGES)),
                        "expected 40 uncompressed bytes (4 images of 3x2x1), received 30 uncompressed bytes"),
                bad("train-labels", IMAGES, "expected magic number 0x00000801 of IDX labels, received 0x00000803"),
                bad("train-labels", first(10, LABELS), "expected 12 bytes (4 labels), received 10 bytes"),
                bad("train-labels", first(13, LABELS), "expected 12 bytes (4 labels), received more"),
                bad(
                        "train-labels",
                        idxLabels(0, 1, 1),
                        "expected 4 labels, one for each image of train-images, received 3 labels"),
                bad("train-labels", idxLabels(0, 1, 2, 0), "expected labels from 0 to 1, received 2 for image 2"),
                bad("train-labels", idxLabels(0, 1, 1, 255), "expected labels from 0 to 1, received 255 for image 3"),
                bad(
                        "train-labels",
                        idxLabels(0, 0, 0, 0),
                        "expected images of each of the 2 classes, received none of class 1"),
                bad(
                        "test-labels",
                        idxLabels(1, 1, 1, 1),
                        "expected images of each of the 2 classes, received none of class 0"),
                bad(
                        "test-images",
                        idxImages(4, 2, 3),
                        "expected images of 3x2x1, as in train-images, received images of 2x3x1"),
                bad(
                        "train-images",
                        idx(0x803, new int[] {4, 1, 1}, (byte) 7, (byte) 7, (byte) 7, (byte) 7),
                        "test-images",
                        "expected images of 1x1x1, as in train-images, received images of 3x2x1"));
    }

    static List<Arguments> cifar10Files() {
        String size = "expected a positive multiple of 3073 bytes (a label and 32x32x3 pixels each), received ";
        return List.of(
                bad("batch-2", new byte[0], size + "0 bytes"),
                bad("batch-2", first(3072, RECORDS), size + "3072 bytes"),
                bad("batch-2", first(10000, RECORDS), size + "10000 bytes"),
                bad("batch-1", replaced(RECORDS, 2 * 3073, 10), "expected labels from 0 to 9, received 10 for image 2"),
                bad(
                        "batch-1",
                        first(50, gzip(RECORDS)),
                        "expected a whole gzip file, received only the beginning of one"),
                bad(
                        "test",
                        cifar10(0, 1, 2, 3, 4, 5, 6, 7, 9),
                        "expected images of each of the 10 classes, received none of class 8"));
    }

    private static Arguments bad(String file, byte[] bytes, String message) {
        return bad(file, bytes, file, message);
    }

    private static Arguments bad(String file, byte[] bytes, String named, String message) {
        return Arguments.of(file, bytes, "Cannot read " + named + ": " + message);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("idxFiles")
    void idxSaysWhatIsWrong(String file, byte[] bytes, String message) {
        assertThatThrownBy(() -> DatasetReader.read(IDX, goodIdx().with(file, bytes)))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cifar10Files")
    void cifar10SaysWhatIsWrong(String file, byte[] bytes, String message) {
        MemoryFiles files = new MemoryFiles()
                .with("batch-1", RECORDS)
                .with("batch-2", RECORDS)
                .with("test", RECORDS)
                .with(file, bytes);

        assertThatThrownBy(() -> DatasetReader.read(CIFAR10, files))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    @Test
    void theGoodFilesOfTheseTablesAreRead() {
        assertThat(DatasetReader.read(IDX, goodIdx()).train().size()).isEqualTo(4);
    }

    @Test
    void aMissingFileIsNamed() {
        MemoryFiles files = new MemoryFiles().with("train-images", IMAGES);

        assertThatThrownBy(() -> DatasetReader.read(IDX, files))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read train-labels: expected a file, received no such file");
    }

    @Test
    void aMissingLocalFileAFolderAndWhatIsNoPathAreNamed(@TempDir Path folder) {
        String missing = folder.resolve("missing").toString();

        assertThatThrownBy(() -> DatasetReader.read(idxOf(missing), ByteSource.local()))
                .hasMessage("Cannot read " + missing + ": expected a file, received no such file");
        assertThatThrownBy(() -> DatasetReader.read(idxOf(folder.toUri().toString()), ByteSource.local()))
                .hasMessage("Cannot read " + folder.toUri()
                        + ": expected a readable file, received a folder, a pipe or a device");
        assertThatThrownBy(() -> DatasetReader.read(idxOf("/dev/zero"), ByteSource.local()))
                .hasMessage("Cannot read /dev/zero: expected a readable file, received a folder, a pipe or a device");
        assertThatThrownBy(() -> DatasetReader.read(idxOf("file:a b"), ByteSource.local()))
                .hasMessage("Cannot read file:a b: expected a readable file, received java.io.IOException: "
                        + "not a path: Illegal character in opaque part at index 6: file:a b");
    }

    @Test
    void aFileThatCannotBeReadKeepsItsCause() {
        IOException cause = new IOException("access denied");
        ByteSource broken = uri -> {
            throw cause;
        };

        assertThatThrownBy(() -> DatasetReader.read(IDX, broken))
                .hasMessage("Cannot read train-images: expected a readable file, received "
                        + "java.io.IOException: access denied")
                .hasCause(cause);
    }

    @Test
    void equalPixelsCannotBeNormalizedByTheirDeviation() {
        byte[] grey = idx(0x803, new int[] {2, 1, 1}, (byte) 9, (byte) 9);
        MemoryFiles files = new MemoryFiles()
                .with("train-images", grey)
                .with("train-labels", idxLabels(0, 1))
                .with("test-images", grey)
                .with("test-labels", idxLabels(0, 1));

        assertThatThrownBy(() -> DatasetReader.read(IDX, files))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read train-images: expected pixels that vary in channel 0 (or a mean and standard "
                        + "deviation that are set), received the same value everywhere");
    }

    @Test
    void theExceptionHasItsParts() {
        DatasetException e = new DatasetException("a.idx", "this", "that");

        assertThat(List.of(e.file(), e.expected(), e.received())).containsExactly("a.idx", "this", "that");
    }

    @Test
    void aHeadersPromiseAllocatesNothing() {
        MemoryFiles files = goodIdx().with("train-images", idx(0x803, new int[] {4, 40_000, 50_000}, (byte) 1));
        long before = allocatedBytes();

        assertThatThrownBy(() -> DatasetReader.read(IDX, files))
                .hasMessage("Cannot read train-images: expected 8000000016 bytes (4 images of 40000x50000x1), "
                        + "received 17 bytes");
        assertThatThrownBy(() -> DatasetReader.read(
                        IDX,
                        goodIdx()
                                .with("train-images", idx(0x803, new int[] {Integer.MAX_VALUE, 1, 1}))
                                .with("train-labels", idx(0x801, new int[] {Integer.MAX_VALUE}))))
                .hasMessage("Cannot read train-labels: expected 2147483655 bytes (2147483647 labels), "
                        + "received 8 bytes");
        assertThat(allocatedBytes() - before).isLessThan(10_000_000);
    }

    @Test
    void imagesThatDoNotFitAreSaidTo() {
        ByteSource endless = file -> {
            throw new OutOfMemoryError("Java heap space");
        };
        assertThatThrownBy(() -> DatasetReader.read(IDX, endless))
                .isInstanceOf(DatasetException.class)
                .hasMessageMatching("Cannot read \\S+: expected images that fit into the \\d+ MB of this process"
                        + " \\(--driver-memory gives a sweep more\\), received more \\(limit images per class\\)");
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getCurrentThreadAllocatedBytes();
    }

    private static MemoryFiles goodIdx() {
        return new MemoryFiles()
                .with("train-images", IMAGES)
                .with("train-labels", LABELS)
                .with("test-images", IMAGES)
                .with("test-labels", LABELS);
    }

    private static DatasetConfig idxOf(String file) {
        return new DatasetConfig.Idx("digits", file, file, file, file, 2, Limits.NONE, Normalization.COMPUTED);
    }
}
