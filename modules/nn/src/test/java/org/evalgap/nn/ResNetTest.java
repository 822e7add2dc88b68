package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.ResNet;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetTest {

    private static final Shape IMAGE = new Shape(9, 7, 3);

    static Stream<Optional<NormSpec>> normalizations() {
        return Stream.of(
                Optional.of(new LayerSpec.BatchNorm(0.1)),
                Optional.of(new LayerSpec.GroupNorm(2)),
                Optional.of(new LayerSpec.LayerNorm()),
                Optional.empty());
    }

    /** The published size of ResNet-20 with projections: 269 722 with identity shortcuts, and two convolutions with norms. */
    @Test
    void hasThePublishedNumberOfParameters() {
        NetworkSpec spec = new ResNet(20, 16, Optional.of(new LayerSpec.BatchNorm(0.1)), Optional.empty())
                .spec(new Shape(32, 32, 3), 10);
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(1))) {
            assertThat(network.parameters()).isEqualTo(269_722 + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 14, 20, 56})
    void depthCountsTheLayersWithWeightsAlongTheBodies(int depth) {
        int[] weighted = {0};
        new ResNet(depth, 4, Optional.of(new LayerSpec.LayerNorm()), Optional.empty())
                .spec(IMAGE, 10)
                .forEachLayer((index, layer, input) -> {
                    boolean shortcut = layer instanceof LayerSpec.Conv2d conv && conv.kernel() == 1;
                    weighted[0] += !shortcut && (layer instanceof LayerSpec.Conv2d || layer instanceof LayerSpec.Linear)
                            ? 1
                            : 0;
                });
        assertThat(weighted[0]).isEqualTo(depth);
    }

    @ParameterizedTest
    @MethodSource("normalizations")
    void learnsABatchByHeart(Optional<NormSpec> normalization) {
        NetworkSpec spec = new ResNet(8, 4, normalization, Optional.of(new LayerSpec.Dropout(0.1))).spec(IMAGE, 4);
        SplittableRandom random = new SplittableRandom(3);
        float[] images = Samples.images(IMAGE, 8, random);
        byte[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
        try (Network network = Network.create(spec, Precision.FLOAT, random);
                Pass pass = network.trainingPass(8, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0.9, false, 0)) {
            double loss = 0;
            for (int step = 0; step < 120; step++) {
                pass.forward(images, random);
                loss = pass.loss(labels);
                pass.backward();
                sgd.step(0.05);
            }
            assertThat(loss).isLessThan(0.3);
        }
    }

    /** Of the branches only the shortcuts are left, and the classifier says nothing yet. */
    @Test
    void fixupStartsWithNothingToSay() {
        NetworkSpec spec = new ResNet(14, 4, Optional.empty(), Optional.empty()).spec(IMAGE, 4);
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(3));
                Pass pass = network.forwardPass(5, Mode.TRAIN)) {
            pass.forward(Samples.images(IMAGE, 5, new SplittableRandom(1)), null);
            assertThat(Samples.toArray(pass.logits(), 20)).containsOnly(0);
            assertThat(pass.loss(new byte[5])).isCloseTo(Math.log(4), within(1e-12));
        }
    }

    /** Deviations √(2 / (k² · out)), in bodies divided by the root of the number of blocks, here 6; four standard errors. */
    @Test
    void fixupScalesTheWeightsOfBodies() {
        NetworkSpec spec = new ResNet(14, 16, Optional.empty(), Optional.empty()).spec(IMAGE, 4);
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(3))) {
            int[] convolutions = {0};
            spec.forEachLayer((index, layer, input) -> {
                if (layer instanceof LayerSpec.Conv2d conv) {
                    double[] values = weights(network, index);
                    double deviation = Math.sqrt(
                            Arrays.stream(values).map(v -> v * v).average().orElseThrow());
                    double he = Math.sqrt(2.0 / (conv.kernel() * conv.kernel() * conv.channels()));
                    double expected = he * factor(conv, convolutions[0]);
                    assertThat(deviation).isCloseTo(expected, within(expected * 4 / Math.sqrt(2.0 * values.length)));
                    convolutions[0] += conv.kernel() == 3 ? 1 : 0;
                }
            });
            assertThat(convolutions[0]).isEqualTo(13);
        }
    }

    /** The first convolution and the shortcuts as they are; in bodies the first scaled, the second 0. */
    private static double factor(LayerSpec.Conv2d conv, int number) {
        if (number == 0 || conv.kernel() == 1) {
            return 1;
        }
        return number % 2 == 1 ? 1 / Math.sqrt(6) : 0;
    }

    private static double[] weights(Network network, int layer) {
        Variable weight = network.variables().stream()
                .filter(variable -> variable.layer() == layer)
                .findFirst()
                .orElseThrow();
        return Samples.toArray(weight.values(), weight.length());
    }

    /** m layers with weights: the exponent is −1 / (2m − 2); a body of one starts at 0. */
    @Test
    void fixupKnowsBodiesOfAnyLength() {
        LayerSpec convolution = new LayerSpec.Conv2d(20, 3, 1, 1, true);
        LayerSpec three = new LayerSpec.Residual(List.of(convolution, convolution, convolution), List.of());
        LayerSpec one = new LayerSpec.Residual(List.of(convolution), List.of());
        NetworkSpec spec = new NetworkSpec(
                new Shape(5, 5, 20),
                3,
                List.of(three, one, new LayerSpec.Flatten(), new LayerSpec.Linear(3, true)),
                NetworkSpec.Initialization.FIXUP);
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(3))) {
            double expected = Math.sqrt(2.0 / 180) * Math.pow(2, -0.25);
            for (int layer : new int[] {1, 2}) {
                double[] values = weights(network, layer);
                assertThat(Math.sqrt(
                                Arrays.stream(values).map(v -> v * v).average().orElseThrow()))
                        .isCloseTo(expected, within(expected * 4 / Math.sqrt(2.0 * values.length)));
            }
            assertThat(weights(network, 3)).containsOnly(0);
            assertThat(weights(network, 5)).containsOnly(0);
            assertThat(weights(network, 7)).containsOnly(0);
            network.variables().stream()
                    .filter(variable -> variable.role() == Variable.Role.BIAS)
                    .forEach(bias -> assertThat(Samples.toArray(bias.values(), bias.length()))
                            .containsOnly(0));
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new ResNet(18, 16, Optional.empty(), Optional.empty()))
                .isInstanceOf(ShapeException.class)
                .hasMessage("depth: expected 6n + 2 with n at least 1, at most 9998, received 18");
        assertThatThrownBy(() -> new ResNet(2, 16, Optional.empty(), Optional.empty()))
                .hasMessage("depth: expected 6n + 2 with n at least 1, at most 9998, received 2");
        assertThatThrownBy(() -> new ResNet(2_000_000_000, 16, Optional.empty(), Optional.empty()))
                .hasMessage("depth: expected 6n + 2 with n at least 1, at most 9998, received 2000000000");
        assertThatThrownBy(() -> new ResNet(8, 0, Optional.empty(), Optional.empty()))
                .hasMessage("width: expected an integer of at least 1, received 0");
        assertThatThrownBy(() ->
                        new ResNet(8, 6, Optional.of(new LayerSpec.GroupNorm(4)), Optional.empty()).spec(IMAGE, 4))
                .hasMessage("layers[1].groups: expected a divisor of the 6 channels, received 4");
    }
}
