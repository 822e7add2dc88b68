package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.evalgap.data.source.DatasetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedSubsetTest {

    private static final DatasetConfig ALL =
            new DatasetConfig.Embedded(Limits.NONE, DatasetConfig.Embedded.FASHION_MNIST);

    @Test
    void embeddedImagesAreBalancedAndNeverChange() {
        Dataset dataset = DatasetReader.read(ALL, unused());

        assertThat(dataset.facts()).isEqualTo(ALL.facts().orElseThrow());
        for (int label = 0; label < 10; label++) {
            assertThat(count(dataset.train(), label)).isEqualTo(400);
            assertThat(count(dataset.test(), label)).isEqualTo(200);
        }
        // the first labels of Fashion-MNIST's two splits, before any class is complete
        assertThat(Arrays.copyOf(dataset.train().labels(), 10)).containsExactly(9, 0, 0, 3, 0, 2, 7, 2, 5, 5);
        assertThat(Arrays.copyOf(dataset.test().labels(), 10)).containsExactly(9, 2, 1, 1, 6, 1, 4, 6, 5, 7);
        assertThat(dataset.fingerprint()).isEqualTo("6b5e6702d8fd9225c7cf25eaa159a54a1dbcc277f909a776e44013cddb083f3a");
    }

    @Test
    void limitsAreKnownBeforeReading() {
        DatasetConfig config = new DatasetConfig.Embedded(new Limits(30, 1000), Normalization.COMPUTED);

        Dataset dataset = DatasetReader.read(config, unused());

        assertThat(dataset.facts()).isEqualTo(config.facts().orElseThrow());
        assertThat(dataset.train().size()).isEqualTo(300);
        assertThat(dataset.test().size()).isEqualTo(2000);
    }

    @Test
    void theToolWritesTheFirstImagesOfEachClass(@TempDir Path folder) throws IOException {
        Path source = Files.createDirectory(folder.resolve("full"));
        int[] labels = new int[40];
        Arrays.setAll(labels, i -> (i * i + i / 10) % 10);
        for (int label = 0; label < 10; label++) {
            labels[30 + label] = label;
        }
        Files.write(source.resolve("train-images-idx3-ubyte.gz"), MemoryFiles.gzip(MemoryFiles.idxImages(40, 2, 2)));
        Files.write(source.resolve("train-labels-idx1-ubyte.gz"), MemoryFiles.gzip(MemoryFiles.idxLabels(labels)));
        Files.write(source.resolve("t10k-images-idx3-ubyte.gz"), MemoryFiles.gzip(MemoryFiles.idxImages(40, 2, 2)));
        Files.write(source.resolve("t10k-labels-idx1-ubyte.gz"), MemoryFiles.gzip(MemoryFiles.idxLabels(labels)));
        Path target = folder.resolve("subset");

        EmbeddedSubset.make(source, target, new Limits(2, 1));

        assertThat(read(target, Limits.NONE, "").fingerprint())
                .isEqualTo(read(source, new Limits(2, 1), ".gz").fingerprint());
        assertThat(Files.size(target.resolve("t10k-images-idx3-ubyte"))).isEqualTo(16 + 10 * 4);
    }

    private static Dataset read(Path folder, Limits limits, String suffix) {
        String prefix = folder + "/";
        return DatasetReader.read(
                new DatasetConfig.Idx(
                        "subset",
                        prefix + EmbeddedSubset.TRAIN_IMAGES + suffix,
                        prefix + EmbeddedSubset.TRAIN_LABELS + suffix,
                        prefix + EmbeddedSubset.TEST_IMAGES + suffix,
                        prefix + EmbeddedSubset.TEST_LABELS + suffix,
                        10,
                        limits,
                        new Normalization(List.of(0.5), List.of(0.5))),
                ByteSource.local());
    }

    private static long count(ImageSet images, int label) {
        return Arrays.stream(images.labels()).filter(other -> other == label).count();
    }

    private static ByteSource unused() {
        return uri -> {
            throw new AssertionError("no file is needed, but " + uri + " was opened");
        };
    }
}
