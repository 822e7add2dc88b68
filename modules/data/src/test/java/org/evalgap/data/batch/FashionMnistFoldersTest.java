package org.evalgap.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.Limits;
import org.evalgap.data.preprocessing.Grayscale;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.data.source.FolderImages;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.source.PngFolders;
import org.evalgap.data.transform.TransformPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistFoldersTest {

    @Test
    void foldersOfPngsGiveTheNumbersThatTheDatasetGives(@TempDir Path root) throws Exception {
        Dataset dataset = DatasetReader.read(
                new DatasetConfig.Embedded(new Limits(20, 1), DatasetConfig.Embedded.FASHION_MNIST),
                ByteSource.local());
        PngFolders.write(dataset.train(), root);
        ImageSource source = FolderImages.of(root);
        Preprocessing preprocessing = new Preprocessing(
                List.of(new Grayscale(1), new ToTensor(), new Normalize(List.of(0.2860), List.of(0.3530))));
        TransformPipeline pipeline = TransformPipeline.compile(List.of(), dataset);

        assertThat(source.size()).isEqualTo(dataset.train().size());
        try (ImageBatches batches = new ImageBatches(
                        source, new ImagePreparation(preprocessing, TensorLayout.NHWC, new Seed(1)), 2);
                Pass pass = batches.pass(IntStream.range(0, source.size()).toArray(), 32, 0)) {
            while (pass.hasNext()) {
                ImageBatch batch = pass.next();
                float[] expected = new float[batch.values().length];
                for (int i = 0; i < batch.size(); i++) {
                    String file = source.nameOf(batch.indices()[i]);
                    int original = Integer.parseInt(file.substring(file.indexOf('/') + 1, file.indexOf('.')));
                    pipeline.apply(
                            dataset.train(),
                            original,
                            null,
                            expected,
                            i * batch.shape().size());
                    assertThat(batch.labels()[i]).isEqualTo(dataset.train().label(original));
                }
                assertThat(batch.values()).containsExactly(expected);
            }
        }
    }
}
