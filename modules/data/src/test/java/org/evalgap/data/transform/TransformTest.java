package org.evalgap.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.junit.jupiter.api.Test;

final class TransformTest {

    @Test
    void impossibleSettingsAreNamed() {
        refuses(() -> new Transform.RandomCrop(-1, 0), "padding: expected an integer of at least 0, received -1");
        refuses(() -> new Transform.RandomCrop(0, -1), "size: expected an integer of at least 0, received -1");
        refuses(() -> new Transform.CenterCrop(0), "size: expected an integer of at least 1, received 0");
        refuses(
                () -> new Transform.RandomHorizontalFlip(1.5),
                "probability: expected a number from 0.0 to 1.0, received 1.5");
        refuses(
                () -> new Transform.RandomHorizontalFlip(Double.NaN),
                "probability: expected a number from 0.0 to 1.0, received NaN");
        refuses(() -> new Transform.Brightness(-1, 1), "minimum: expected a number of at least 0, received -1.0");
        refuses(() -> new Transform.Brightness(2, 1), "maximum: expected a number of at least 2.0, received 1.0");
        refuses(() -> new Transform.Contrast(-1, 1), "minimum: expected a number of at least 0, received -1.0");
        refuses(
                () -> new Transform.Contrast(1, Double.POSITIVE_INFINITY),
                "maximum: expected a number of at least 1.0, received Infinity");
        refuses(
                () -> new Transform.GaussianNoise(-0.1),
                "standard-deviation: expected a number of at least 0, received -0.1");
        refuses(() -> new Transform.Affine(Double.NaN, 0), "scale: expected a finite number, received NaN");
        refuses(
                () -> new Transform.Affine(1, Double.NEGATIVE_INFINITY),
                "shift: expected a finite number, received -Infinity");
    }

    @Test
    void cropsDecideTheShapeThatLeaves() {
        Shape image = new Shape(8, 6, 3);

        assertThat(new Transform.RandomCrop(2, 0).outputShape(image)).isEqualTo(image);
        assertThat(new Transform.RandomCrop(2, 10).outputShape(image)).isEqualTo(new Shape(10, 10, 3));
        assertThat(new Transform.CenterCrop(5).outputShape(image)).isEqualTo(new Shape(5, 5, 3));
        assertThat(new Transform.Contrast(1, 1).outputShape(image)).isEqualTo(image);
    }

    @Test
    void aPairKeepsItsLists() {
        List<Transform> train = new ArrayList<>(List.of(new Transform.CenterCrop(1)));
        TransformPair pair = new TransformPair("centre", train, List.of());
        train.clear();

        assertThat(pair.train()).containsExactly(new Transform.CenterCrop(1));
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
    }
}
