package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.evalgap.data.MemoryFiles.cifar10;
import static org.evalgap.data.MemoryFiles.gzip;
import static org.evalgap.data.MemoryFiles.idxImages;
import static org.evalgap.data.MemoryFiles.idxLabels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetReaderTest {

    private static final int[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void idxIsReadInFileOrder() {
        Dataset dataset = DatasetReader.read(idx(3, Limits.NONE), idxFiles());

        assertThat(dataset.name()).isEqualTo("digits");
        assertThat(dataset.facts()).isEqualTo(new DatasetFacts(new Shape(2, 1, 1), 3, 6, 3));
        assertThat(dataset.train().labels()).containsExactly(2, 1, 1, 0, 2, 1);
        assertThat(dataset.train().pixels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(dataset.test().labels()).containsExactly(0, 1, 2);
        assertThat(dataset.test().pixels()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void limitsKeepTheFirstImagesOfEachClass() {
        Dataset dataset = DatasetReader.read(idx(3, new Limits(1, 5)), idxFiles());

        assertThat(dataset.train().labels()).containsExactly(2, 1, 0);
        assertThat(dataset.train().pixels()).containsExactly(0, 1, 2, 3, 6, 7);
        assertThat(dataset.test().size()).isEqualTo(3);
    }

    @Test
    void gzipIsRecognizedByContentNotByName() {
        MemoryFiles compressed =
                idxFiles().with("train-images", gzip(idxImages(6, 2, 1))).with("test-labels", gzip(idxLabels(0, 1, 2)));

        assertThat(DatasetReader.read(idx(3, Limits.NONE), compressed).fingerprint())
                .isEqualTo(DatasetReader.read(idx(3, Limits.NONE), idxFiles()).fingerprint());
    }

    @Test
    void localFilesOpenByPathAndByUri(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a file"), new byte[] {1, 2, 3});

        assertThat(ByteSource.local().open(file.toString()).readAllBytes()).containsExactly(1, 2, 3);
        assertThat(ByteSource.local().open(file.toUri().toString()).readAllBytes())
                .containsExactly(1, 2, 3);
    }

    @Test
    void cifar10PlanesBecomeInterleavedChannels() {
        MemoryFiles files = new MemoryFiles()
                .with("batch-1", cifar10(9, 8, 7, 6, 5))
                .with("batch-2", gzip(cifar10(4, 3, 2, 1, 0, 0)))
                .with("test", cifar10(TEN));
        DatasetConfig config = new DatasetConfig.Cifar10(
                List.of("batch-1", "batch-2"), List.of("test"), Limits.NONE, Normalization.COMPUTED);

        Dataset dataset = DatasetReader.read(config, files);

        assertThat(dataset.name()).isEqualTo("cifar-10");
        assertThat(dataset.facts()).isEqualTo(new DatasetFacts(new Shape(32, 32, 3), 10, 11, 10));
        assertThat(dataset.train().labels()).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0);
        // image 6 is the second of the second file
        byte[] image = Arrays.copyOfRange(
                dataset.train().pixels(),
                dataset.train().offset(6),
                dataset.train().offset(7));
        for (int i = 0; i < image.length; i++) {
            assertThat(image[i]).isEqualTo((byte) (1 + i));
        }
    }

    @Test
    void cifar10LimitsReachOverFiles() {
        MemoryFiles files = new MemoryFiles()
                .with("batch-1", cifar10(TEN))
                .with("batch-2", cifar10(TEN))
                .with("test", cifar10(TEN));
        DatasetConfig config = new DatasetConfig.Cifar10(
                List.of("batch-1", "batch-2"), List.of("test"), new Limits(1, 1), Normalization.COMPUTED);

        assertThat(DatasetReader.read(config, files).train().labels()).containsExactly(TEN);
    }

    @Test
    void normalizationIsComputedFromTheTrainingSplit() {
        Dataset dataset = DatasetReader.read(idx(3, Limits.NONE), idxFiles());

        // pixels 0 … 11: mean 5.5, biased variance 143 / 12
        assertThat(dataset.mean()[0]).isCloseTo(5.5f / 255, within(1e-8f));
        assertThat(dataset.standardDeviation()[0]).isCloseTo((float) Math.sqrt(143 / 12.0) / 255, within(1e-8f));
    }

    @Test
    void normalizationIsComputedForEachChannel() {
        byte[] pixels = {0, 10, -1, 0, 30, -3};
        ImageSet images = new ImageSet(new Shape(1, 1, 3), pixels, new byte[] {0, 1});

        assertThat(PixelStatistics.normalization(
                        new ImageSet(new Shape(1, 1, 2), new byte[] {10, -1, 30, -3}, new byte[] {0, 1}), "train"))
                .isEqualTo(new Normalization(List.of(20 / 255.0, 254 / 255.0), List.of(10 / 255.0, 1 / 255.0)));
        assertThat(catchThrowable(() -> PixelStatistics.normalization(images, "train")))
                .hasMessageContaining("channel 0");
    }

    @Test
    void normalizationOfTheConfigurationIsTaken() {
        Normalization mnist = new Normalization(List.of(0.1307), List.of(0.3081));
        DatasetConfig config = new DatasetConfig.Idx(
                "digits", "train-images", "train-labels", "test-images", "test-labels", 3, Limits.NONE, mnist);

        Dataset dataset = DatasetReader.read(config, idxFiles());

        assertThat(dataset.mean()).containsExactly(0.1307f);
        assertThat(dataset.standardDeviation()).containsExactly(0.3081f);
    }

    private static DatasetConfig idx(int classes, Limits limits) {
        return new DatasetConfig.Idx(
                "digits",
                "train-images",
                "train-labels",
                "test-images",
                "test-labels",
                classes,
                limits,
                Normalization.COMPUTED);
    }

    private static MemoryFiles idxFiles() {
        return new MemoryFiles()
                .with("train-images", idxImages(6, 2, 1))
                .with("train-labels", idxLabels(2, 1, 1, 0, 2, 1))
                .with("test-images", idxImages(3, 2, 1))
                .with("test-labels", idxLabels(0, 1, 2));
    }
}
