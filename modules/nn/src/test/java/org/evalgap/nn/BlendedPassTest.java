package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.plain.PlainNetwork;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.Blend.Of;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Running statistics blended with moments of what passes. */
class BlendedPassTest {

    private static final Shape IMAGE = new Shape(8, 6, 2);
    private static final int SAMPLES = 5;

    /** A norm that is fused with pooling, one that is not, and one of features. */
    private static final NetworkSpec SPEC = Samples.classifier(
            IMAGE,
            3,
            List.of(
                    new LayerSpec.Conv2d(4, 3, 1, 1, false),
                    new LayerSpec.BatchNorm(0.1),
                    new LayerSpec.Relu(),
                    new LayerSpec.MaxPool2d(2),
                    new LayerSpec.Conv2d(3, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1, false, 1e-3, 2),
                    new LayerSpec.Flatten(),
                    new LayerSpec.Linear(7, false),
                    new LayerSpec.BatchNorm(0.1)));

    private static Network network(Precision precision) {
        return Samples.network(SPEC, precision, new SplittableRandom(3));
    }

    private static float[] images() {
        return Samples.images(IMAGE, SAMPLES, new SplittableRandom(1));
    }

    private static float[] logits(Pass pass, float[] images) {
        float[] logits = new float[pass.batchSize() * SPEC.classes()];
        pass.forward(images, null);
        pass.copyLogits(logits, 0);
        return logits;
    }

    @TestFactory
    Stream<DynamicTest> isThePlainFormulaInEveryNorm() {
        Stream<LayerCases.Case> norms = LayerCases.all().filter(each -> {
            try (Network network = Network.create(each.spec(), Precision.FLOAT, new SplittableRandom(1))) {
                return !network.runningStatistics().isEmpty();
            }
        });
        return Stream.concat(Stream.of(new LayerCases.Case("several norms", SPEC, SAMPLES)), norms)
                .flatMap(each -> Stream.of(
                                new Blend(0.3, Of.BATCH),
                                new Blend(1, Of.BATCH),
                                new Blend(0, Of.BATCH),
                                new Blend(0.3, Of.IMAGE),
                                new Blend(0, Of.IMAGE))
                        .map(blend -> DynamicTest.dynamicTest(each + ", " + blend, () -> {
                            compare(each, blend, Precision.DOUBLE, Compilation.BLOCK_VALUES, 1e-10);
                            compare(each, blend, Precision.DOUBLE, 1, 1e-10);
                            compare(each, blend, Precision.FLOAT, Compilation.BLOCK_VALUES, 1e-4);
                        })));
    }

    private static void compare(
            LayerCases.Case tested, Blend blend, Precision precision, int blockValues, double tolerance) {
        int samples = tested.batchSize();
        float[] images = Samples.images(tested.spec().input(), samples, new SplittableRandom(2));
        try (Network network = Samples.network(tested.spec(), precision, new SplittableRandom(3));
                Pass pass = network.blendedPass(samples, blend, blockValues)) {
            double[] expected = new PlainNetwork(network, samples, Mode.EVAL, blend).forward(images, null);
            pass.forward(images, null);
            double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < expected.length; i++) {
                assertThat(pass.logits().get(i)).isCloseTo(expected[i], within(tolerance * largest));
            }
        }
    }

    /** N = 0 of Schneider et al.: what BatchNorm does with batch statistics, of the whole batch whatever the ghosts. */
    @Test
    void aWeightOfOneIsTheBatchsOwn() {
        NetworkSpec spec = Samples.classifier(
                IMAGE, 3, List.of(new LayerSpec.Conv2d(4, 3, 1, 1, false), new LayerSpec.BatchNorm(0.1)));
        try (Network network = Samples.network(spec, Precision.FLOAT, new SplittableRandom(3));
                Pass own = network.forwardPass(SAMPLES, new Mode(Mode.Statistics.BATCH, false));
                Pass blended = network.blendedPass(SAMPLES, new Blend(1, Of.BATCH))) {
            assertThat(logits(blended, images())).isEqualTo(logits(own, images()));
        }
    }

    @ParameterizedTest
    @EnumSource(Of.class)
    void aWeightOfZeroIsEvalMode(Of of) {
        try (Network network = network(Precision.DOUBLE);
                Pass eval = network.forwardPass(SAMPLES, Mode.EVAL);
                Pass blended = network.blendedPass(SAMPLES, new Blend(0, of))) {
            float[] expected = logits(eval, images());
            float[] actual = logits(blended, images());
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    @Test
    void anImagesMomentsDoNotDependOnItsBatchMates() {
        float[] others = images();
        Arrays.fill(others, IMAGE.size(), others.length, 3);
        try (Network network = network(Precision.FLOAT);
                Pass byImage = network.blendedPass(SAMPLES, new Blend(0.4, Of.IMAGE));
                Pass byBatch = network.blendedPass(SAMPLES, new Blend(0.4, Of.BATCH))) {
            assertThat(Arrays.copyOf(logits(byImage, others), 3))
                    .isEqualTo(Arrays.copyOf(logits(byImage, images()), 3));
            assertThat(Arrays.copyOf(logits(byBatch, others), 3))
                    .isNotEqualTo(Arrays.copyOf(logits(byBatch, images()), 3));
        }
    }

    @Test
    void leavesTheNetworkAndItsMemoryAsTheyAre() {
        try (Network network = network(Precision.FLOAT);
                Pass pass = network.blendedPass(SAMPLES, new Blend(0.5, Of.BATCH))) {
            long before = network.fingerprint();
            float[] first = logits(pass, images());
            long bytes = pass.nativeBytes();
            for (int i = 0; i < 3; i++) {
                assertThat(logits(pass, images())).isEqualTo(first);
                pass.updateRunningStatistics();
            }
            assertThat(network.fingerprint()).isEqualTo(before);
            assertThat(pass.nativeBytes()).isEqualTo(bytes);
            assertThat(pass.batchStatistics()).isEmpty();
            assertThatThrownBy(pass::backward).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void oneValueIsNotNormalizedWithItself() {
        try (Network network = network(Precision.FLOAT)) {
            assertThatThrownBy(() -> network.blendedPass(SAMPLES, new Blend(1, Of.IMAGE)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("batch-size: expected more than 1 value per channel for BatchNorm without its running "
                            + "statistics, received 1");
            assertThatThrownBy(() -> network.blendedPass(1, new Blend(1, Of.BATCH)))
                    .isInstanceOf(ShapeException.class);
            network.blendedPass(1, new Blend(0.9, Of.BATCH)).close();
        }
        assertThatThrownBy(() -> new Blend(1.5, Of.IMAGE))
                .hasMessage("weight: expected a number from 0 to 1, received 1.5");
    }
}
