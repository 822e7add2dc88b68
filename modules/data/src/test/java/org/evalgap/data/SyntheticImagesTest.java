package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;

final class SyntheticImagesTest {

    private static final double NOISE = DatasetConfig.Synthetic.DEFAULT_NOISE;

    @Test
    void anyShapeAndSizeIsMadeAsAnnounced() {
        for (Shape shape : List.of(new Shape(1, 1, 7), new Shape(3, 17, 1), new Shape(20, 4, 3))) {
            DatasetConfig config = config(shape, 3, new Limits(5, 2), NOISE, 1);

            Dataset dataset = read(config);

            assertThat(dataset.facts()).isEqualTo(new DatasetFacts(shape, 3, 15, 6));
            assertThat(config.facts()).contains(dataset.facts());
            assertThat(dataset.test().labels()).containsExactly(0, 1, 2, 0, 1, 2);
        }
    }

    @Test
    void theSeedDecidesEverything() {
        Shape shape = new Shape(6, 6, 1);
        Limits limits = new Limits(4, 4);

        assertThat(read(config(shape, 2, limits, NOISE, 1)).fingerprint())
                .isEqualTo(read(config(shape, 2, limits, NOISE, 1)).fingerprint())
                .isNotEqualTo(read(config(shape, 2, limits, NOISE, 2)).fingerprint());
    }

    @Test
    void aSmallerSetIsTheBeginningOfALargerOne() {
        ImageSet large =
                read(config(new Shape(9, 5, 2), 3, new Limits(8, 1), NOISE, 3)).train();
        ImageSet small =
                read(config(new Shape(9, 5, 2), 3, new Limits(2, 1), NOISE, 3)).train();

        assertThat(Arrays.copyOf(large.pixels(), small.pixels().length)).isEqualTo(small.pixels());
    }

    @Test
    void theSplitsDiffer() {
        Dataset dataset = read(config(new Shape(9, 5, 2), 3, new Limits(2, 2), NOISE, 3));

        assertThat(dataset.train().pixels()).isNotEqualTo(dataset.test().pixels());
    }

    @Test
    void withoutNoiseImagesOfAClassDifferByTheirShiftAlone() {
        ImageSet images =
                read(config(new Shape(10, 20, 1), 2, new Limits(300, 1), 0, 4)).train();

        // 3 × 5 places
        assertThat(distinctImages(images, 0)).isEqualTo(15);
        assertThat(distinctImages(images, 1)).isEqualTo(15);
    }

    @Test
    void classesCanBeLearnedButNotPerfectly() {
        for (Shape shape : List.of(new Shape(28, 28, 1), new Shape(8, 8, 1), new Shape(1, 1, 20))) {
            Dataset dataset = read(config(shape, 10, new Limits(200, 100), NOISE, 5));

            assertThat(accuracyOfNearestMean(dataset)).as("%s", shape).isBetween(0.5, 0.95);
        }
    }

    private static long distinctImages(ImageSet images, int label) {
        int size = images.shape().size();
        return IntStream.range(0, images.size())
                .filter(i -> images.label(i) == label)
                .mapToObj(i ->
                        Arrays.toString(Arrays.copyOfRange(images.pixels(), images.offset(i), images.offset(i) + size)))
                .distinct()
                .count();
    }

    private static double accuracyOfNearestMean(Dataset dataset) {
        int size = dataset.train().shape().size();
        double[][] means = new double[dataset.classes()][size];
        ImageSet train = dataset.train();
        for (int i = 0; i < train.size(); i++) {
            for (int j = 0; j < size; j++) {
                means[train.label(i)][j] += value(train, i, j) * dataset.classes() / train.size();
            }
        }
        ImageSet test = dataset.test();
        int correct = 0;
        for (int i = 0; i < test.size(); i++) {
            int nearest = 0;
            for (int label = 1; label < means.length; label++) {
                if (squaredDistance(test, i, means[label]) < squaredDistance(test, i, means[nearest])) {
                    nearest = label;
                }
            }
            correct += nearest == test.label(i) ? 1 : 0;
        }
        return (double) correct / test.size();
    }

    private static double squaredDistance(ImageSet images, int index, double[] mean) {
        double sum = 0;
        for (int j = 0; j < mean.length; j++) {
            double difference = value(images, index, j) - mean[j];
            sum += difference * difference;
        }
        return sum;
    }

    private static double value(ImageSet images, int index, int j) {
        return images.pixels()[images.offset(index) + j] & 0xff;
    }

    private static DatasetConfig config(Shape shape, int classes, Limits limits, double noise, long seed) {
        return new DatasetConfig.Synthetic(shape, classes, limits, noise, seed, Normalization.COMPUTED);
    }

    private static Dataset read(DatasetConfig config) {
        return DatasetReader.read(config, ByteSource.local());
    }
}
