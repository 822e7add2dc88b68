package org.evalgap.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.junit.jupiter.api.Test;

final class DatasetConfigTest {

    private static final Shape GREY = new Shape(28, 28, 1);
    private static final Normalization TWO = new Normalization(List.of(0.1, 0.2), List.of(1.0, 2.0));

    @Test
    void impossibleSettingsAreNamed() {
        refuses(() -> new Limits(0, 1), "train-per-class: expected an integer of at least 1, received 0");
        refuses(() -> new Limits(1, -1), "test-per-class: expected an integer of at least 1, received -1");
        refuses(
                () -> new Normalization(List.of(0.1), List.of()),
                "standard-deviation: expected 1 numbers, as for mean, received 0 numbers");
        refuses(
                () -> new Normalization(List.of(Double.NaN), List.of(1.0)),
                "mean: expected finite numbers, received NaN");
        refuses(
                () -> new Normalization(List.of(0.1), List.of(0.0)),
                "standard-deviation: expected positive numbers, received 0.0");
        refuses(
                () -> new DatasetConfig.Embedded(Limits.NONE, TWO),
                "mean: expected a number for each of the 1 channels, received 2 numbers");
        refuses(() -> idx(1), "classes: expected an integer from 2 to 256, received 1");
        refuses(() -> idx(257), "classes: expected an integer from 2 to 256, received 257");
        refuses(
                () -> new DatasetConfig.Cifar10(List.of(), List.of("b"), Limits.NONE, Normalization.COMPUTED),
                "train-files: expected at least one file, received none");
        refuses(
                () -> new DatasetConfig.Cifar10(List.of("a"), List.of(), Limits.NONE, Normalization.COMPUTED),
                "test-files: expected at least one file, received none");
        refuses(
                () -> new DatasetConfig.Cifar10(List.of("a"), List.of("b"), Limits.NONE, TWO),
                "mean: expected a number for each of the 3 channels, received 2 numbers");
        refuses(() -> synthetic(new Limits(1, 1), 256), "noise: expected a number from 0 to 255, received 256.0");
        refuses(
                () -> synthetic(Limits.NONE, 1),
                "train-per-class: expected at most 273913 (a split has at most 2147483639 pixel values), "
                        + "received 2147483647");
    }

    @Test
    void filesAreOfUnknownSizeUntilTheyAreRead() {
        assertThat(idx(10).facts()).isEmpty();
    }

    @Test
    void configurationsCrossToExecutors() throws IOException, ClassNotFoundException {
        List<DatasetConfig> configs = List.of(
                new DatasetConfig.Embedded(new Limits(3, 2), DatasetConfig.Embedded.FASHION_MNIST),
                idx(10),
                new DatasetConfig.Cifar10(List.of("a"), List.of("b"), Limits.NONE, Normalization.COMPUTED),
                synthetic(new Limits(1, 1), 1));
        for (DatasetConfig config : configs) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(config);

            assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                    .isEqualTo(config);
        }
    }

    private static DatasetConfig idx(int classes) {
        return new DatasetConfig.Idx("a", "b", "c", "d", "e", classes, Limits.NONE, Normalization.COMPUTED);
    }

    private static DatasetConfig synthetic(Limits limits, double noise) {
        return new DatasetConfig.Synthetic(GREY, 10, limits, noise, 1, Normalization.COMPUTED);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
    }
}
