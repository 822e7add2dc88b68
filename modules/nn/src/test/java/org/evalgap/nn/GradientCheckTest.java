package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Gradients against central differences of the loss, for every parameter of every layer in every mode.
 *
 * <p>Preconditions: DOUBLE precision; dropout masks are the same in every pass (a generator of the same seed); running
 * statistics never move; the loss is smooth between θ − h and θ + h: no input of a ReLU changes sign and no maximum
 * moves. The last holds for these seeds (with h this small a kink is met once in some 10⁴ activations, and shows as an
 * error of the size of the gradient itself); so a failure after a change of seeds is first to be tried with another.
 */
class GradientCheckTest {

    private static final double STEP = 1e-5;

    /** Relative to a gradient above 1. Of rounding, loss · 2⁻⁵² / h ≈ 10⁻¹¹, and of truncation, h² f‴ / 6 ≈ 10⁻¹⁰, with room. */
    private static final double TOLERANCE = 1e-7;

    private static final int SEVERAL_BLOCKS = 150;

    @TestFactory
    Stream<DynamicTest> everyLayerInEveryMode() {
        return LayerCases.all()
                .flatMap(layer -> LayerCases.MODES.stream()
                        .map(mode -> DynamicTest.dynamicTest(
                                layer + ", " + mode, () -> check(layer, mode, Compilation.BLOCK_VALUES))));
    }

    @TestFactory
    Stream<DynamicTest> severalBlocks() {
        return LayerCases.all()
                .map(layer ->
                        DynamicTest.dynamicTest(layer.toString(), () -> check(layer, Mode.TRAIN, SEVERAL_BLOCKS)));
    }

    private static void check(LayerCases.Case layer, Mode mode, int blockValues) {
        SplittableRandom random = new SplittableRandom(11);
        float[] images = Samples.images(layer.spec().input(), layer.batchSize(), random);
        byte[] labels = Samples.labels(layer.spec().classes(), layer.batchSize(), random);
        try (Network network = Samples.network(layer.spec(), Precision.DOUBLE, random);
                Pass pass = network.compile(layer.batchSize(), mode, true, blockValues)) {
            loss(pass, images, labels);
            pass.backward();
            List<Variable> trained = network.variables().stream()
                    .filter(variable -> variable.role().trainable())
                    .toList();
            for (Variable variable : trained) {
                double[] gradient = Samples.toArray(variable.gradientValues(), variable.length());
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(gradient[i])
                            .as("%s[%d] of layer %d", variable.role(), i, variable.layer())
                            .isCloseTo(
                                    difference(pass, images, labels, variable.values(), i),
                                    within(TOLERANCE * Math.max(1, Math.abs(gradient[i]))));
                }
            }
        }
    }

    private static double difference(Pass pass, float[] images, byte[] labels, Values values, int i) {
        double value = values.get(i);
        values.set(i, value + STEP);
        double above = loss(pass, images, labels);
        values.set(i, value - STEP);
        double below = loss(pass, images, labels);
        values.set(i, value);
        return (above - below) / (2 * STEP);
    }

    private static double loss(Pass pass, float[] images, byte[] labels) {
        pass.forward(images, new SplittableRandom(5));
        return pass.loss(labels);
    }
}
