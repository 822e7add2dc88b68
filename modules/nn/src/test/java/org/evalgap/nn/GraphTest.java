package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a graph may be made of, and what it is told when it may not. */
class GraphTest {

    private static final Shape IMAGE = new Shape(8, 6, 4);
    private static final Operator RELU = new LayerSpec.Relu();
    private static final Operator ADD = new Merge.Add();

    static List<Arguments> refused() {
        return List.of(
                refused(
                        "b.inputs: expected the graph's input or nodes listed before this one, received a",
                        () -> graph(Node.of("b", RELU, "a"), Node.of("a", RELU, "x"))),
                refused(
                        "nodes: expected names that differ, received a twice",
                        () -> graph(Node.of("a", RELU, "x"), Node.of("a", RELU, "x"))),
                refused("nodes: expected names that differ, received x twice", () -> graph(Node.of("x", RELU, "x"))),
                refused(
                        "output: expected the name of a node, received x",
                        () -> new Graph("x", List.of(Node.of("a", RELU, "x")), "x")),
                refused("name: expected a name, received \" \"", () -> Node.of(" ", RELU, "x")),
                refused(
                        "a.inputs: expected at least 2 inputs, received 1",
                        () -> graph(Node.of("a", ADD, "x")).outputShape(IMAGE)),
                refused(
                        "a.inputs: expected 1 input, received 2",
                        () -> graph(Node.of("a", RELU, "x", "x")).outputShape(IMAGE)),
                refused(
                        "b.inputs: expected summands of shape 8x6x4, received 1x1x4",
                        () -> graph(Node.of("a", new LayerSpec.GlobalAvgPool(), "x"), Node.of("b", ADD, "x", "a"))
                                .outputShape(IMAGE)),
                refused(
                        "b.inputs: expected factors of shape 8x6x4 or 1x1x4, received 4x3x4",
                        () -> graph(
                                        Node.of("a", new LayerSpec.MaxPool2d(2), "x"),
                                        Node.of("b", new Merge.Multiply(), "a", "x"))
                                .outputShape(IMAGE)),
                refused(
                        "b.inputs: expected images of 8x6, received 4x3x4",
                        () -> graph(
                                        Node.of("a", new LayerSpec.MaxPool2d(2), "x"),
                                        Node.of("b", new Merge.Concat(), "x", "a"))
                                .outputShape(IMAGE)),
                refused(
                        "a.groups: expected a divisor of the 4 input channels, received 3",
                        () -> graph(Node.of("a", new Spatial.Convolution(6, Window.square(1, 1, 0), 3, false), "x"))
                                .outputShape(IMAGE)),
                refused(
                        "groups: expected a divisor of the 5 output channels, received 2",
                        () -> new Spatial.Convolution(5, Window.square(1, 1, 0), 2, false)),
                refused(
                        "a.kernel: expected at most the padded image side 8, received 9",
                        () -> graph(Node.of("a", new Spatial.MaxPool(Window.square(9, 1, 0), true), "x"))
                                .outputShape(IMAGE)),
                refused(
                        "padding: expected at most half of the kernel's 3 pixels, received 2",
                        () -> new Spatial.MaxPool(Window.square(3, 1, 2), false)),
                refused(
                        "dilation: expected 1x1 of a pool, received 2x2",
                        () -> new Spatial.MaxPool(
                                new Window(
                                        Window.Size.square(2),
                                        Window.Size.square(1),
                                        Window.Size.square(2),
                                        Window.Padding.NONE),
                                false)),
                refused(
                        "padding: expected at least 0 pixels on each side, received 0, -1, 0 and 0 (top, left, bottom, right)",
                        () -> new Window.Padding(0, -1, 0, 0)),
                refused("size: expected a height and a width of at least 1, received 0x3", () -> new Window.Size(0, 3)),
                refused(
                        "a.to: expected at most the 4 channels, received 5",
                        () -> graph(Node.of("a", new Rearrangement.ChannelSlice(1, 5), "x"))
                                .outputShape(IMAGE)),
                refused(
                        "a.output: expected a shape of the input's 192 values, received 2x2x2",
                        () -> graph(Node.of("a", new Rearrangement.Reshape(new Shape(2, 2, 2)), "x"))
                                .outputShape(IMAGE)),
                refused(
                        "normalization: expected a norm, received Relu[]",
                        () -> new WithoutAffine(new LayerSpec.Relu())),
                refused("most: expected a number above 1.0, received 1.0", () -> new Activation.Clip(1, 1)),
                refused("slope: expected a finite number, received NaN", () -> new Activation.LeakyRelu(Double.NaN)),
                refused(
                        "input: expected more than 1 pixel for InstanceNorm, received 1x1x4",
                        () -> new InstanceNorm().outputShape(Shape.features(4))),
                refused(
                        "layers[1].a.inputs: expected at least 2 inputs, received 1",
                        () -> new NetworkSpec(
                                IMAGE, 4, List.of(new LayerSpec.GlobalAvgPool(), graph(Node.of("a", ADD, "x"))))));
    }

    private static Arguments refused(String message, Supplier<?> made) {
        return Arguments.of(message, made);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatDoesNotFitIsNamed(String message, Supplier<?> made) {
        assertThatThrownBy(made::get).isInstanceOf(ShapeException.class).hasMessage(message);
    }

    /** Sizes that PyTorch gives; a window that would start behind the image is left out of a ceil-mode pool. */
    @Test
    void windowsAreCountedAsPyTorchCountsThem() {
        assertThat(new Spatial.MaxPool(Window.square(3, 2, 1), false).outputShape(new Shape(32, 31, 1)))
                .isEqualTo(new Shape(16, 16, 1));
        assertThat(new Spatial.MaxPool(Window.square(3, 2, 0), true).outputShape(new Shape(6, 7, 1)))
                .isEqualTo(new Shape(3, 3, 1));
        assertThat(new Spatial.MaxPool(Window.square(2, 2, 1), true).outputShape(new Shape(3, 4, 1)))
                .isEqualTo(new Shape(2, 3, 1));
        assertThat(new Spatial.AveragePool(Window.square(1, 3, 0), true, true).outputShape(new Shape(4, 5, 1)))
                .isEqualTo(new Shape(2, 2, 1));
    }

    @Test
    void nodesOfAGraphKeepTheirNamesAndLayersAreCalledAfterTheirPositions() {
        LayerSpec convolution = new LayerSpec.Conv2d(4, 1, 1, 0, false);
        Graph graph = graph(Node.of("stem.conv", convolution, "x"), Node.of("sum", ADD, "x", "stem.conv"));
        LayerSpec end = new LayerSpec.GlobalAvgPool();
        assertThat(names(graph(Node.of("stem.conv", convolution, "x"), Node.of("pool", end, "stem.conv"))))
                .containsExactly("stem.conv", "pool");
        assertThat(names(convolution, new LayerSpec.Residual(List.of(graph, convolution), List.of(convolution)), end))
                .containsExactly("0", "1.body.0.stem.conv", "1.body.0.sum", "1.body.1", "1.shortcut.0", "1", "2");
    }

    /** Numbers of layers as {@link NetworkSpec#forEachLayer} gives them are those of the nodes. */
    @Test
    void nodesAndLayersAreNumberedAlike() {
        LayerCases.all().forEach(layer -> {
            List<PlacedNode> nodes = layer.spec().nodes();
            int[] seen = {0};
            layer.spec().forEachLayer((index, spec, input) -> {
                if (!(spec instanceof LayerSpec.Residual || spec instanceof Graph)) {
                    PlacedNode node = nodes.stream()
                            .filter(candidate -> candidate.layer() == index)
                            .findFirst()
                            .orElseThrow();
                    assertThat(node.operator()).as(layer.name()).isEqualTo(spec);
                    assertThat(node.inputShape()).as(layer.name()).isEqualTo(input);
                    seen[0]++;
                }
            });
            assertThat(nodes.stream().filter(node -> node.operator() instanceof LayerSpec))
                    .as(layer.name())
                    .hasSize(seen[0]);
        });
    }

    @Test
    void arraysCanHaveNamesOfTheirOwn() {
        Node node = new Node(
                "conv", new LayerSpec.Conv2d(4, 1, 1, 0, true), List.of("x"), Map.of("weight", "trunk.kernel"));
        PlacedNode placed = new NetworkSpec(
                        IMAGE, 4, List.of(graph(node, Node.of("pool", new LayerSpec.GlobalAvgPool(), "conv"))))
                .nodes()
                .get(0);
        assertThat(List.of(placed.parameter("weight"), placed.parameter("bias")))
                .containsExactly("trunk.kernel", "conv.bias");
    }

    private static List<String> names(LayerSpec... layers) {
        return new NetworkSpec(IMAGE, 4, List.of(layers))
                .nodes().stream().map(PlacedNode::name).toList();
    }

    private static Graph graph(Node... nodes) {
        return new Graph("x", List.of(nodes), nodes[nodes.length - 1].name());
    }
}
