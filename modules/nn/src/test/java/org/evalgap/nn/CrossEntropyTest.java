package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loss of logits that are given: an identity layer hands the images on. */
class CrossEntropyTest {

    private static final int CLASSES = 4;
    private static final float[] LOGITS = {0.5f, -1, 2, 0, 3, 3, -2, 1};
    private static final byte[] LABELS = {2, 0};

    private final Network network = Network.create(
            new NetworkSpec(Shape.features(CLASSES), CLASSES, List.of(new LayerSpec.Linear(CLASSES, true))),
            Precision.DOUBLE,
            new SplittableRandom(1));
    private final Pass pass = network.trainingPass(2, Mode.TRAIN);

    private void forward(float... logits) {
        Values weights = network.variables().get(0).values();
        Values biases = network.variables().get(1).values();
        for (int i = 0; i < CLASSES * CLASSES; i++) {
            weights.set(i, i / CLASSES == i % CLASSES ? 1 : 0);
        }
        for (int k = 0; k < CLASSES; k++) {
            biases.set(k, 0);
        }
        pass.forward(logits, null);
    }

    @AfterEach
    void close() {
        pass.close();
        network.close();
    }

    /** PyTorch: (1 − ε) · nll + ε / K · Σ_k −log p_k, and its gradient p − t, here summed into the biases. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1})
    void isTheMeanOverTheBatch(double smoothing) {
        forward(LOGITS);
        double expected = 0;
        double[] gradient = new double[CLASSES];
        for (int n = 0; n < 2; n++) {
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                sum += Math.exp(LOGITS[n * CLASSES + k]);
            }
            for (int k = 0; k < CLASSES; k++) {
                double p = Math.exp(LOGITS[n * CLASSES + k]) / sum;
                double target = smoothing / CLASSES + (LABELS[n] == k ? 1 - smoothing : 0);
                expected -= target * Math.log(p) / 2;
                gradient[k] += (p - target) / 2;
            }
        }
        assertThat(pass.loss(LABELS, smoothing)).isCloseTo(expected, within(1e-12));
        pass.backward();
        assertThat(Samples.toArray(network.variables().get(1).gradientValues(), CLASSES))
                .containsExactly(gradient, within(1e-12));
    }

    @Test
    void withoutSmoothingIsTheSameBitForBit() {
        forward(LOGITS);
        assertThat(pass.loss(LABELS, 0)).isEqualTo(pass.loss(LABELS));
    }

    @Test
    void doesNotOverflow() {
        forward(1e4f, 0, 0, 0, -1e4f, 0, 0, 0);
        assertThat(pass.loss(new byte[] {0, 0})).isCloseTo((0 + 1e4 + Math.log(3)) / 2, within(1e-9));
    }

    @Test
    void countsWhatIsRightAndGivesTiesToTheLowerClass() {
        forward(LOGITS);
        assertThat(pass.correct(new byte[] {2, 0})).isEqualTo(2);
        assertThat(pass.correct(new byte[] {2, 1})).isEqualTo(1);
        assertThat(pass.correct(new byte[] {3, 3})).isZero();
    }

    @Test
    void refusesASmoothingOutOfRange() {
        forward(LOGITS);
        assertThatThrownBy(() -> pass.loss(LABELS, 1.5))
                .isInstanceOf(ShapeException.class)
                .hasMessage("label-smoothing: expected a number from 0 to 1, received 1.5");
    }
}
