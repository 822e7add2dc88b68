package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.plain.PlainNetwork;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The native calls against plain loops: logits, loss, every gradient, and what a batch does to running statistics. */
class PlainTwinTest {

    /** Largest difference relative to the largest value of the same kind. */
    private static final Map<Precision, Double> TOLERANCE = Map.of(Precision.FLOAT, 2e-5, Precision.DOUBLE, 1e-12);

    private static final int ONE_SAMPLE_PER_BLOCK = 1;

    @TestFactory
    Stream<DynamicTest> everyLayerInEveryMode() {
        return LayerCases.all()
                .flatMap(layer -> LayerCases.MODES.stream()
                        .map(mode -> DynamicTest.dynamicTest(layer + ", " + mode, () -> {
                            for (Precision precision : Precision.values()) {
                                compare(layer, precision, mode, Compilation.BLOCK_VALUES);
                                compare(layer, precision, mode, ONE_SAMPLE_PER_BLOCK);
                            }
                        })));
    }

    @TestFactory
    Stream<DynamicTest> randomNetworks() {
        return IntStream.range(0, 150).mapToObj(seed -> {
            RandomGenerator random = new SplittableRandom(seed);
            LayerCases.Case drawn = draw(random);
            Mode mode = LayerCases.MODES.get(random.nextInt(LayerCases.MODES.size()));
            int blockValues = 1 << random.nextInt(14);
            return DynamicTest.dynamicTest(
                    "seed " + seed + ": " + drawn.spec().input() + " "
                            + drawn.spec().layers() + ", " + mode,
                    () -> compare(drawn, Precision.FLOAT, mode, blockValues));
        });
    }

    /** Real sizes: several blocks of samples in every layer, the last one ragged. */
    @ParameterizedTest
    @MethodSource("norms")
    void aConvolutionalNetworkOfRealSize(LayerSpec norm) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int width : new int[] {16, 32, 64}) {
            layers.add(new LayerSpec.Conv2d(width, 3, 1, 1, false));
            layers.add(norm);
            layers.add(new LayerSpec.Relu());
            layers.add(new LayerSpec.MaxPool2d(2));
        }
        NetworkSpec spec = Samples.classifier(new Shape(32, 32, 3), 10, layers);
        for (int batchSize : new int[] {1, 19}) {
            compare(
                    new LayerCases.Case("real size", spec, batchSize),
                    Precision.FLOAT,
                    Mode.TRAIN,
                    Compilation.BLOCK_VALUES);
        }
    }

    static List<LayerSpec> norms() {
        return List.of(
                new LayerSpec.BatchNorm(0.1),
                new BatchRenorm(0.1, 1e-5, 1.3, 0.5, 0, 0, 0, 1),
                new LayerSpec.GroupNorm(4));
    }

    private static LayerCases.Case draw(RandomGenerator random) {
        Shape input = new Shape(1 + random.nextInt(12), 1 + random.nextInt(12), 1 + random.nextInt(9));
        int batchSize = 1 + random.nextInt(9);
        List<LayerSpec> layers = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < 5; i++) {
            LayerSpec layer = drawLayer(shape, random);
            layers.add(layer);
            shape = layer.outputShape(shape);
        }
        NetworkSpec spec = Samples.classifier(input, 2 + random.nextInt(9), layers);
        return new LayerCases.Case(
                "random", spec, spec.smallestBatchNormCount(batchSize) == 1 ? batchSize + 1 : batchSize);
    }

    private static LayerSpec drawLayer(Shape shape, RandomGenerator random) {
        int side = Math.min(shape.height(), shape.width());
        return switch (random.nextInt(8)) {
            case 0, 1 -> {
                int kernel = 1 + random.nextInt(Math.min(5, side));
                yield new LayerSpec.Conv2d(
                        1 + random.nextInt(20),
                        kernel,
                        1 + random.nextInt(3),
                        random.nextInt(kernel),
                        random.nextBoolean());
            }
            case 2 ->
                random.nextBoolean()
                        ? new LayerSpec.BatchNorm(0.1)
                        : new BatchRenorm(0.1, 1e-5, 1 + random.nextDouble(), random.nextDouble(), 0, 0, 0, 1);
            case 3 -> new LayerSpec.GroupNorm(shape.channels() % 2 == 0 ? 2 : 1);
            case 4 -> new LayerSpec.LayerNorm();
            case 5 -> new LayerSpec.Relu();
            case 6 -> new LayerSpec.MaxPool2d(1 + random.nextInt(Math.min(3, side)));
            default -> new LayerSpec.AvgPool2d(1 + random.nextInt(Math.min(3, side)));
        };
    }

    private static void compare(LayerCases.Case layer, Precision precision, Mode mode, int blockValues) {
        SplittableRandom random = new SplittableRandom(23);
        int n = layer.batchSize();
        float[] images = Samples.images(layer.spec().input(), n, random);
        byte[] labels = Samples.labels(layer.spec().classes(), n, random);
        try (Network network = Samples.network(layer.spec(), precision, random);
                Pass training = network.compile(n, mode, true, blockValues);
                Pass forward = network.compile(n, mode, false, blockValues)) {
            PlainNetwork plain = new PlainNetwork(network, n, mode);
            double[] logits = plain.forward(images, new SplittableRandom(5));
            for (Pass pass : List.of(training, forward)) {
                pass.forward(images, new SplittableRandom(5));
                assertClose("logits", precision, pass.logits(), logits, largest(logits));
            }
            double loss = plain.loss(labels);
            assertThat(training.loss(labels)).isCloseTo(loss, within(loss * TOLERANCE.get(precision)));
            training.backward();
            Map<Variable, double[]> gradients = plain.backward(labels);
            double scale = gradients.values().stream()
                    .mapToDouble(PlainTwinTest::largest)
                    .max()
                    .orElseThrow();
            gradients.forEach((variable, gradient) -> assertClose(
                    variable.role() + " of layer " + variable.layer(),
                    precision,
                    variable.gradientValues(),
                    gradient,
                    scale));
        }
    }

    private static void assertClose(String what, Precision precision, Values actual, double[] expected, double scale) {
        double worst = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(actual.get(i) - expected[i]) / scale)
                .max()
                .orElseThrow();
        assertThat(worst)
                .as("%s %s: largest difference relative to %s", precision, what, scale)
                .isLessThan(TOLERANCE.get(precision));
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }
}
