package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;

final class DatasetTest {

    private static final float[] MEAN = {0.5f};
    private static final float[] DEVIATION = {0.25f};

    @Test
    void everythingButTheNameIsInTheFingerprint() {
        String fingerprint =
                dataset("a", 2, images(2, 1, 0, 1), MEAN, DEVIATION).fingerprint();

        assertThat(fingerprint).matches("[0-9a-f]{64}");
        assertThat(dataset("b", 2, images(2, 1, 0, 1), MEAN, DEVIATION).fingerprint())
                .isEqualTo(fingerprint);
        assertThat(List.of(
                        dataset("a", 3, images(2, 1, 0, 1), MEAN, DEVIATION).fingerprint(),
                        dataset("a", 2, images(1, 2, 0, 1), MEAN, DEVIATION).fingerprint(),
                        dataset("a", 2, images(2, 1, 1, 0), MEAN, DEVIATION).fingerprint(),
                        dataset("a", 2, images(2, 1, 0, 1), new float[] {0.4f}, DEVIATION)
                                .fingerprint(),
                        dataset("a", 2, images(2, 1, 0, 1), MEAN, new float[] {0.5f})
                                .fingerprint(),
                        otherPixels().fingerprint(),
                        fingerprint))
                .doesNotHaveDuplicates();
    }

    @Test
    void trainAndTestAreNotInterchangeable() {
        ImageSet one = images(1, 1, 0, 1);
        ImageSet other = images(1, 1, 1, 0, 0);

        assertThat(new Dataset("a", 2, one, other, MEAN, DEVIATION).fingerprint())
                .isNotEqualTo(new Dataset("a", 2, other, one, MEAN, DEVIATION).fingerprint());
    }

    @Test
    void crossesToExecutorsUnchanged() throws IOException, ClassNotFoundException {
        Dataset dataset = dataset("a", 2, images(2, 1, 0, 1), MEAN, DEVIATION);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(dataset);

        Dataset arrived = (Dataset) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(arrived.fingerprint()).isEqualTo(dataset.fingerprint());
        assertThat(Fingerprint.of(
                        arrived.classes(),
                        arrived.train(),
                        arrived.test(),
                        arrived.mean(),
                        arrived.standardDeviation()))
                .isEqualTo(dataset.fingerprint());
    }

    @Test
    void normalizationCannotBeWrittenThroughAnAccessor() {
        Dataset dataset = dataset("a", 2, images(1, 1, 0, 1), MEAN, DEVIATION);
        dataset.mean()[0] = 9;
        dataset.standardDeviation()[0] = 9;

        assertThat(dataset.mean()).containsExactly(0.5f);
        assertThat(dataset.standardDeviation()).containsExactly(0.25f);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Dataset("a", 2, images(1, 2, 0), images(2, 1, 0), MEAN, DEVIATION))
                .hasMessage("test: expected images of 1x2x1, received 2x1x1");
        assertThatThrownBy(() -> dataset("a", 2, images(1, 1, 0, 2), MEAN, DEVIATION))
                .hasMessage("train: expected labels from 0 to 1, received 2 for image 1");
        assertThatThrownBy(() -> dataset("a", 2, images(1, 1, 0), new float[2], DEVIATION))
                .hasMessage("mean, standardDeviation: expected 1 numbers each, received 2 and 1");
        assertThatThrownBy(() -> dataset("a", 2, images(1, 1, 0), MEAN, new float[1]))
                .hasMessage("standardDeviation: expected positive numbers, received 0.0");
        assertThatThrownBy(() -> new ImageSet(new Shape(1, 2, 1), new byte[3], new byte[2]))
                .hasMessage("pixels: expected 4 (2 images of 1x2x1), received 3");
        assertThatThrownBy(() -> new ImageSet(new Shape(1, 2, 1), new byte[0], new byte[0]))
                .hasMessage("labels: expected at least 1, received 0");
    }

    @Test
    void labelsAreUnsigned() {
        ImageSet images = images(1, 1, 0, 200);

        assertThat(images.label(1)).isEqualTo(200);
        assertThat(images.labels()).containsExactly(0, 200);
    }

    private static Dataset otherPixels() {
        ImageSet images = new ImageSet(new Shape(2, 1, 1), new byte[] {1, 2, 3, 5}, new byte[] {0, 1});
        return dataset("a", 2, images, MEAN, DEVIATION);
    }

    private static Dataset dataset(String name, int classes, ImageSet images, float[] mean, float[] deviation) {
        return new Dataset(name, classes, images, images, mean, deviation);
    }

    // pixel values 1, 2, 3 …
    private static ImageSet images(int height, int width, int... labels) {
        byte[] pixels = new byte[labels.length * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i + 1);
        }
        byte[] values = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            values[i] = (byte) labels[i];
        }
        return new ImageSet(new Shape(height, width, 1), pixels, values);
    }
}
