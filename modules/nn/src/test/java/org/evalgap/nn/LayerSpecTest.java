package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;

/** Shapes that layers leave, and the texts by which they refuse. */
class LayerSpecTest {

    private static final Shape IMAGE = new Shape(7, 5, 6);

    @Test
    void shapesFollowPyTorch() {
        assertThat(new LayerSpec.Conv2d(4, 3, 1, 1, true).outputShape(IMAGE)).isEqualTo(new Shape(7, 5, 4));
        assertThat(new LayerSpec.Conv2d(4, 3, 2, 0, true).outputShape(IMAGE)).isEqualTo(new Shape(3, 2, 4));
        assertThat(new LayerSpec.Conv2d(4, 2, 3, 1, true).outputShape(IMAGE)).isEqualTo(new Shape(3, 2, 4));
        assertThat(new LayerSpec.MaxPool2d(2).outputShape(IMAGE)).isEqualTo(new Shape(3, 2, 6));
        assertThat(new LayerSpec.AvgPool2d(3).outputShape(IMAGE)).isEqualTo(new Shape(2, 1, 6));
        assertThat(new LayerSpec.GlobalAvgPool().outputShape(IMAGE)).isEqualTo(Shape.features(6));
        assertThat(new LayerSpec.Flatten().outputShape(IMAGE)).isEqualTo(Shape.features(210));
        assertThat(new LayerSpec.Linear(9, false).outputShape(Shape.features(210)))
                .isEqualTo(Shape.features(9));
        for (LayerSpec same : List.of(
                new LayerSpec.BatchNorm(0.1),
                new LayerSpec.GroupNorm(3),
                new LayerSpec.LayerNorm(),
                new LayerSpec.Dropout(0.5),
                new LayerSpec.Relu())) {
            assertThat(same.outputShape(IMAGE)).isEqualTo(IMAGE);
        }
    }

    @Test
    void layersRefuseInputsThatDoNotFit() {
        assertThatThrownBy(() -> new LayerSpec.Conv2d(4, 8, 1, 1, true).outputShape(IMAGE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("kernel: expected at most the padded image side 7, received 8");
        assertThatThrownBy(() -> new LayerSpec.MaxPool2d(6).outputShape(IMAGE))
                .hasMessage("kernel: expected at most the padded image side 5, received 6");
        assertThatThrownBy(() -> new LayerSpec.GroupNorm(4).outputShape(IMAGE))
                .hasMessage("groups: expected a divisor of the 6 channels, received 4");
        assertThatThrownBy(() -> new LayerSpec.Linear(4, true).outputShape(IMAGE))
                .hasMessage("linear: expected a feature vector (flatten before it), received 7x5x6");
    }

    @Test
    void settingsHaveRanges() {
        assertThatThrownBy(() -> new LayerSpec.Conv2d(0, 3, 1, 1, true))
                .hasMessage("channels: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new LayerSpec.Conv2d(1, 3, 0, 1, true))
                .hasMessage("stride: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new LayerSpec.Conv2d(1, 3, 1, -1, true))
                .hasMessage("padding: expected an integer of at least 0, received -1");
        assertThatThrownBy(() -> new LayerSpec.Linear(0, true))
                .hasMessage("features: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new LayerSpec.BatchNorm(1.5))
                .hasMessage("momentum: expected a number from 0 to 1, received 1.5");
        assertThatThrownBy(() -> new LayerSpec.BatchNorm(Double.NaN))
                .hasMessage("momentum: expected a number from 0 to 1, received NaN");
        assertThatThrownBy(() -> new LayerSpec.BatchNorm(0.1, false, 0, 0))
                .hasMessage("epsilon: expected a positive number, received 0.0");
        assertThatThrownBy(() -> new LayerSpec.BatchNorm(0.1, false, 1e-5, -1))
                .hasMessage("ghost-batch-size: expected an integer of at least 0, received -1");
        assertThatThrownBy(() -> new LayerSpec.GroupNorm(0))
                .hasMessage("groups: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new LayerSpec.LayerNorm(Double.POSITIVE_INFINITY))
                .hasMessage("epsilon: expected a positive number, received Infinity");
        assertThatThrownBy(() -> new LayerSpec.Dropout(1))
                .hasMessage("probability: expected a number from 0 to below 1, received 1.0");
        assertThatThrownBy(() -> new LayerSpec.MaxPool2d(0))
                .hasMessage("kernel: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new Shape(3, 0, 1))
                .hasMessage("shape: expected positive height, width and channels, received 3x0x1");
        assertThatThrownBy(() -> new Shape(2, 2, 1_100_000_000))
                .hasMessage("shape: expected at most 2147483647 values, received 2x2x1100000000");
        assertThatThrownBy(() -> new LayerSpec.Linear(100_000, false).outputShape(Shape.features(100_000)))
                .hasMessage("features: expected a layer of at most 2147483647 weights, received 10000000000");
        assertThatThrownBy(() -> new LayerSpec.Conv2d(100_000, 3, 1, 1, false).outputShape(new Shape(2, 2, 10_000)))
                .hasMessage("channels: expected a layer of at most 2147483647 weights, received 9000000000");
    }

    @Test
    void aNetworkIsNotLargerThanABuffer() {
        List<LayerSpec> layers = List.of(new LayerSpec.Linear(20_000, true), new LayerSpec.Linear(10, false));
        assertThat(new NetworkSpec(Shape.features(20_000), 10, layers).parameters())
                .isEqualTo(20_000 * 20_000 + 20_000 + 20_000 * 10);
        assertThatThrownBy(() -> new NetworkSpec(Shape.features(30_000), 10, layers))
                .hasMessage("layers: expected a network of at most 536870911 parameters, received 600220000");
    }

    @Test
    void aNetworkNamesTheLayerThatDoesNotFit() {
        assertThatThrownBy(() -> new NetworkSpec(
                        IMAGE, 3, List.of(new LayerSpec.Relu(), new LayerSpec.GroupNorm(4), new LayerSpec.Relu())))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layers[1].groups: expected a divisor of the 6 channels, received 4");
        assertThatThrownBy(() -> new NetworkSpec(IMAGE, 3, List.of(new LayerSpec.GlobalAvgPool())))
                .hasMessage("layers: expected a last layer that leaves 3 logits, received 1x1x6");
        assertThatThrownBy(() -> new NetworkSpec(IMAGE, 1, List.of(new LayerSpec.GlobalAvgPool())))
                .hasMessage("classes: expected an integer of at least 2, received 1");
    }

    @Test
    void theSmallestBatchNormCountIsThatOfTheSmallestSet() {
        NetworkSpec none = Samples.classifier(IMAGE, 3, List.of());
        assertThat(none.smallestBatchNormCount(1)).isEqualTo(Integer.MAX_VALUE);
        NetworkSpec two = Samples.classifier(
                IMAGE,
                3,
                List.of(new LayerSpec.BatchNorm(0.1), new LayerSpec.GlobalAvgPool(), new LayerSpec.BatchNorm(0.1)));
        assertThat(two.smallestBatchNormCount(1)).isEqualTo(1);
        assertThat(two.smallestBatchNormCount(8)).isEqualTo(8);
        NetworkSpec ghosts = Samples.classifier(IMAGE, 3, List.of(new LayerSpec.BatchNorm(0.1, false, 1e-5, 4)));
        assertThat(ghosts.smallestBatchNormCount(3)).isEqualTo(3 * 35);
        assertThat(ghosts.smallestBatchNormCount(8)).isEqualTo(4 * 35);
        assertThat(ghosts.smallestBatchNormCount(9)).isEqualTo(35);
    }

    private static final LayerSpec CONVOLUTION = new LayerSpec.Conv2d(6, 3, 1, 1, false);

    @Test
    void branchesOfAResidualBlockLeaveOneShape() {
        LayerSpec strided = new LayerSpec.Conv2d(6, 3, 2, 1, false);
        assertThat(new LayerSpec.Residual(List.of(CONVOLUTION), List.of()).outputShape(IMAGE))
                .isEqualTo(IMAGE);
        assertThatThrownBy(() -> new LayerSpec.Residual(List.of(strided), List.of()).outputShape(IMAGE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shortcut: expected the shape that leaves the body, 4x3x6, received 7x5x6");
        assertThatThrownBy(() -> new LayerSpec.Residual(List.of(), List.of()))
                .hasMessage("body: expected at least one layer, received none");
        LayerSpec wrong = new LayerSpec.GroupNorm(4);
        assertThatThrownBy(() -> new NetworkSpec(
                        IMAGE,
                        3,
                        List.of(new LayerSpec.Relu(), new LayerSpec.Residual(List.of(CONVOLUTION, wrong), List.of()))))
                .hasMessage("layers[1].body[1].groups: expected a divisor of the 6 channels, received 4");
        assertThatThrownBy(() -> new NetworkSpec(
                        IMAGE, 3, List.of(new LayerSpec.Residual(List.of(CONVOLUTION), List.of(wrong)))))
                .hasMessage("layers[0].shortcut[0].groups: expected a divisor of the 6 channels, received 4");
    }

    @Test
    void layersAreNumberedDepthFirst() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        LayerSpec residual =
                new LayerSpec.Residual(List.of(new LayerSpec.MaxPool2d(2), norm), List.of(new LayerSpec.AvgPool2d(2)));
        NetworkSpec spec = Samples.classifier(IMAGE, 3, List.of(new LayerSpec.Relu(), residual, norm));
        List<String> visited = new ArrayList<>();
        spec.forEachLayer((index, layer, input) ->
                visited.add(index + " " + layer.getClass().getSimpleName() + " " + input));
        assertThat(visited)
                .containsExactly(
                        "0 Relu 7x5x6",
                        "1 Residual 7x5x6",
                        "2 MaxPool2d 7x5x6",
                        "3 BatchNorm 3x2x6",
                        "4 AvgPool2d 7x5x6",
                        "5 BatchNorm 3x2x6",
                        "6 Flatten 3x2x6",
                        "7 Linear 1x1x36");
        assertThat(spec.smallestBatchNormCount(2)).isEqualTo(12);
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(1))) {
            assertThat(network.runningStatistics())
                    .extracting(RunningStatistics::layer)
                    .containsExactly(3, 5);
            assertThat(network.variables()).extracting(Variable::layer).containsExactly(3, 3, 3, 3, 5, 5, 5, 5, 7, 7);
        }
    }

    /** Specifications cross to executors. */
    @Test
    void everyLayerSurvivesSerialization() throws IOException, ClassNotFoundException {
        List<LayerSpec> layers = new ArrayList<>();
        LayerCases.all().forEach(layer -> layers.addAll(layer.spec().layers()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(layers);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(layers);
        }
    }
}
