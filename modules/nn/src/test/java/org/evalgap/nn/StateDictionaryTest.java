package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateDictionaryTest {

    private static final Shape IMAGE = new Shape(2, 3, 2);
    private static final Graph GRAPH = new Graph(
            "x",
            List.of(
                    Node.of(
                            "conv",
                            new Spatial.Convolution(
                                    2,
                                    new Window(
                                            new Window.Size(1, 2),
                                            Window.Size.square(1),
                                            Window.Size.square(1),
                                            Window.Padding.NONE),
                                    1,
                                    false),
                            "x"),
                    Node.of("bn", new LayerSpec.BatchNorm(0.1), "conv"),
                    Node.of("plain", new WithoutAffine(new LayerSpec.BatchNorm(0.1)), "bn"),
                    Node.of("flat", new Rearrangement.FlattenChannelsFirst(), "plain"),
                    Node.of("fc", new LayerSpec.Linear(2, true), "flat")),
            "fc");

    private static Network network() {
        return Network.create(new NetworkSpec(IMAGE, 2, List.of(GRAPH)), Precision.FLOAT, new SplittableRandom(3));
    }

    @Test
    void namesAndShapesArePyTorchs() {
        try (Network network = network()) {
            StateDictionary state = network.stateDictionary();
            assertThat(state.names())
                    .containsExactly(
                            "conv.weight",
                            "bn.weight",
                            "bn.bias",
                            "bn.running_mean",
                            "bn.running_var",
                            "bn.num_batches_tracked",
                            "plain.running_mean",
                            "plain.running_var",
                            "plain.num_batches_tracked",
                            "fc.weight",
                            "fc.bias");
            assertThat(state.parameters())
                    .containsExactly("conv.weight", "bn.weight", "bn.bias", "fc.weight", "fc.bias");
            assertThat(state.shape("conv.weight")).containsExactly(2, 2, 1, 2);
            assertThat(state.shape("fc.weight")).containsExactly(2, 8);
            assertThat(state.shape("bn.num_batches_tracked")).isEmpty();
        }
    }

    /** PyTorch: conv2d of an image [C, H, W] = [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]], flattened [C, H, W]. */
    @Test
    void valuesAreInPyTorchsOrder() {
        try (Network network = network();
                Pass pass = network.forwardPass(1, Mode.EVAL)) {
            StateDictionary state = network.stateDictionary();
            // Output channel 0: x[0, y, x] − x[1, y, x + 1]; output channel 1: 10 x[0, y, x + 1].
            state.set("conv.weight", new float[] {1, 0, 0, -1, 0, 10, 0, 0});
            state.set("bn.running_var", new float[] {1 - 1e-5f, 1 - 1e-5f});
            state.set("plain.running_var", new float[] {1 - 1e-5f, 1 - 1e-5f});
            // Feature i of the flattened [2, 2, 2] with weight i, and feature 5 alone.
            state.set("fc.weight", new float[] {0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 1, 0, 0});
            state.set("fc.bias", new float[] {0.5f, 0});
            pass.forward(new float[] {1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12}, null);
            // Channel 0 is −7 everywhere, channel 1 is [[20, 30], [50, 60]].
            double first = -7 * (1 + 2 + 3) + 4 * 20 + 5 * 30 + 6 * 50 + 7 * 60 + 0.5;
            assertThat(pass.logits().get(0)).isCloseTo(first, within(1e-3));
            assertThat(pass.logits().get(1)).isCloseTo(30, within(1e-4));
            assertThat(state.get("conv.weight")).containsExactly(1, 0, 0, -1, 0, 10, 0, 0);
        }
    }

    @Test
    void gradientsAreInTheArraysLayout() {
        try (Network network = network();
                Pass pass = network.trainingPass(3, new Mode(Mode.Statistics.RUNNING, false))) {
            SplittableRandom random = new SplittableRandom(8);
            float[] images = Samples.images(IMAGE, 3, random);
            byte[] labels = {0, 1, 1};
            StateDictionary state = network.stateDictionary();
            for (String name : state.parameters()) {
                pass.forward(images, null);
                pass.loss(labels);
                pass.backward();
                float[] gradient = state.gradient(name);
                float[] values = state.get(name);
                for (int i = 0; i < values.length; i++) {
                    float value = values[i];
                    double above = loss(pass, images, labels, state, name, values, i, value + 0.01f);
                    double below = loss(pass, images, labels, state, name, values, i, value - 0.01f);
                    loss(pass, images, labels, state, name, values, i, value);
                    assertThat((double) gradient[i])
                            .as(name + "[" + i + "]")
                            .isCloseTo((above - below) / 0.02, within(2e-4));
                }
            }
        }
    }

    private static double loss(
            Pass pass,
            float[] images,
            byte[] labels,
            StateDictionary state,
            String name,
            float[] values,
            int i,
            float value) {
        values[i] = value;
        state.set(name, values);
        pass.forward(images, null);
        return pass.loss(labels);
    }

    @Test
    void aStateIsLoadedAsAWholeOrNotAtAll() {
        try (Network network = network()) {
            StateDictionary state = network.stateDictionary();
            Map<String, float[]> values = new HashMap<>();
            state.names().forEach(name -> values.put(name, state.get(name)));
            values.put("bn.num_batches_tracked", new float[] {17});
            values.put("fc.bias", new float[] {4, 5});
            state.load(values);
            assertThat(state.get("fc.bias")).containsExactly(4, 5);
            assertThat(network.runningStatistics().get(0).batches()).isEqualTo(17);
            long before = network.fingerprint();
            values.remove("bn.bias");
            values.put("conv.weight", new float[3]);
            values.put("fc.scale", new float[2]);
            values.put("fc.bias", new float[] {6, 7});
            assertThatThrownBy(() -> state.load(values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cannot load this state: conv.weight: expected 8 values, received 3; "
                            + "bn.bias: expected 2 values, received none; "
                            + "fc.scale: expected the name of an array of this network, received 2 values for it");
            assertThat(network.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void whatIsNotThereIsSaid() {
        try (Network network = network()) {
            StateDictionary state = network.stateDictionary();
            assertThatThrownBy(() -> state.get("conv.bias")).hasMessage("conv.bias: this network has no such array");
            assertThatThrownBy(() -> state.set("fc.bias", new float[3]))
                    .hasMessage("fc.bias: expected 2 values, received 3");
            assertThatThrownBy(() -> state.gradient("bn.running_mean"))
                    .hasMessage("bn.running_mean is not trained and has no gradient");
        }
    }

    @Test
    void twoArraysCannotShareAName() {
        Node one = Node.of("a", new LayerSpec.Linear(2, false), "x");
        Node other = new Node("b", new LayerSpec.Linear(2, false), List.of("a"), Map.of("weight", "a.weight"));
        NetworkSpec spec = new NetworkSpec(Shape.features(2), 2, List.of(new Graph("x", List.of(one, other), "b")));
        long before = NativeBackend.liveBytes();
        assertThatThrownBy(() -> Network.create(spec, Precision.FLOAT, new SplittableRandom(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("nodes: expected one array for each name, received a.weight twice");
        assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
    }
}
