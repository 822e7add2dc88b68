package org.evalgap.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.junit.jupiter.api.Test;

class HeldOutTest {

    /** One pixel, which numbers the image. */
    private static final Dataset DATASET = new Dataset(
            "numbered",
            2,
            images(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}, new byte[] {0, 1, 0, 0, 1, 0, 0, 1}),
            images(new byte[] {99}, new byte[] {0}),
            new float[] {0},
            new float[] {1});

    private static ImageSet images(byte[] pixels, byte[] labels) {
        return new ImageSet(new Shape(1, 1, 1), pixels, labels);
    }

    @Test
    void theLastImagesOfEachClassAreHeldOut() {
        Dataset split = HeldOut.of(DATASET, 0.4);

        // Two of five and one of three.
        assertThat(split.test().pixels()).containsExactly(5, 6, 7);
        assertThat(split.test().labels()).containsExactly(0, 0, 1);
        assertThat(split.train().pixels()).containsExactly(0, 1, 2, 3, 4);
        assertThat(split.train().labels()).containsExactly(0, 1, 0, 0, 1);
    }

    @Test
    void aSmallShareStillHoldsOneImageOfEachClassOut() {
        assertThat(HeldOut.of(DATASET, 0.01).test().pixels()).containsExactly(6, 7);
    }

    @Test
    void everyClassKeepsAnImageToTrainOn() {
        assertThatThrownBy(() -> HeldOut.of(DATASET, 0.9))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "tuning.validation: expected a share that leaves an image of each class to train on, of 5 of "
                                + "class 0, received 0.9");
    }
}
