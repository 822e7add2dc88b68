package org.evalgap.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.ResNet;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.program.Mode;

/** Every layer kind behind a convolution or a linear layer, at shapes that are multiples of nothing. */
final class LayerCases {

    static final List<Mode> MODES = List.of(
            Mode.TRAIN, Mode.EVAL, new Mode(Mode.Statistics.BATCH, false), new Mode(Mode.Statistics.RUNNING, true));

    private static final int CLASSES = 3;

    /**
     * So near to BatchNorm that every correction is at a bound, where it stays while a parameter moves a little: the
     * gradient holds corrections, and only there does the loss, too.
     */
    private static final BatchRenorm AT_BOUNDS = new BatchRenorm(0.1, 1e-5, 1.02, 0.01, 0, 0, 0, 1);

    /** The layer in front has weights, so the gradient of the tested layer's input is observed in theirs. */
    record Case(String name, NetworkSpec spec, int batchSize) {
        @Override
        public String toString() {
            return name + ", batch " + batchSize;
        }
    }

    private LayerCases() {}

    static Stream<Case> all() {
        return Stream.of(
                        convolutions(),
                        norms(),
                        dropouts(),
                        others(),
                        residuals(),
                        windows(),
                        activations(),
                        rearrangements(),
                        graphs())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> convolutions() {
        return Stream.of(
                image("3x3 padded with bias", 2, conv(5, 3, 1, 1, true)),
                image("3x3 padded, no bias, batch 1", 1, conv(5, 3, 1, 1, false)),
                image("3x3 stride 2", 3, conv(2, 3, 2, 0, true)),
                image("3x3 stride 2 padded", 3, conv(2, 3, 2, 1, false)),
                image("1x1", 3, conv(1, 1, 1, 0, true)),
                image("1x1 stride 2", 3, conv(7, 1, 2, 0, false)),
                image("1x1 stride 3 padded", 2, conv(3, 1, 3, 2, true)),
                image("2x2 stride 3 padded", 2, conv(3, 2, 3, 1, true)),
                image("5x5 of a 7x5 image", 2, conv(3, 5, 1, 0, true)),
                image("7x7 wider than the image", 2, conv(3, 7, 1, 3, false)),
                features("linear with bias", 3, new LayerSpec.Linear(6, true)),
                features("linear without bias", 1, new LayerSpec.Linear(5, false)));
    }

    private static Stream<Case> norms() {
        return Stream.of(
                image("batch norm", 3, new LayerSpec.BatchNorm(0.1)),
                image("batch norm, batch 1", 1, new LayerSpec.BatchNorm(0.1)),
                features("batch norm of features", 4, new LayerSpec.BatchNorm(0.1)),
                image("batch norm, large epsilon", 2, new LayerSpec.BatchNorm(0.1, true, 0.5, 0)),
                image("ghost batch norm", 4, new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)),
                image("ghost batch norm, ragged", 5, new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)),
                features("ghost batch norm of features", 6, new LayerSpec.BatchNorm(0.1, false, 1e-3, 3)),
                image("batch renorm at its bounds", 3, AT_BOUNDS),
                features("batch renorm at its bounds of features", 4, AT_BOUNDS),
                image("batch renorm without affine", 3, new WithoutAffine(AT_BOUNDS)),
                image(
                        "max pool of a relu of a batch renorm",
                        3,
                        AT_BOUNDS,
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)),
                image("group norm", 3, new LayerSpec.GroupNorm(2)),
                image("group norm, one channel per group", 2, new LayerSpec.GroupNorm(4)),
                features("group norm of features", 3, new LayerSpec.GroupNorm(2, 1e-3)),
                image("batch norm without affine", 3, new WithoutAffine(new LayerSpec.BatchNorm(0.1))),
                image("group norm without affine", 3, new WithoutAffine(new LayerSpec.GroupNorm(2))),
                image("layer norm without affine", 3, new WithoutAffine(new LayerSpec.LayerNorm())),
                image("instance norm", 3, new InstanceNorm()),
                image("instance norm, tracked", 3, new InstanceNorm(1e-4, true, 0.2)),
                image("instance norm without affine, tracked", 2, new WithoutAffine(new InstanceNorm(1e-4, true, 0.2))),
                image("layer norm", 3, new LayerSpec.LayerNorm()),
                image("layer norm, batch 1", 1, new LayerSpec.LayerNorm(0.1)),
                features("layer norm of features", 3, new LayerSpec.LayerNorm()));
    }

    private static Stream<Case> dropouts() {
        return Stream.of(
                image("dropout", 3, new LayerSpec.Dropout(0.3)),
                image("dropout without rescale", 3, dropout(LayerSpec.Dropout.Unit.ELEMENT, false)),
                image("dropout of channels", 3, dropout(LayerSpec.Dropout.Unit.CHANNEL, true)),
                image("dropout of channels without rescale", 1, dropout(LayerSpec.Dropout.Unit.CHANNEL, false)),
                image("stochastic depth", 5, dropout(LayerSpec.Dropout.Unit.SAMPLE, true)),
                features("dropout of features", 3, new LayerSpec.Dropout(0.5)),
                image("dropout ahead of a norm", 3, new LayerSpec.Dropout(0.3), new LayerSpec.BatchNorm(0.1)),
                image("dropout 0", 2, new LayerSpec.Dropout(0)));
    }

    private static Stream<Case> others() {
        return Stream.of(
                image("relu", 3, new LayerSpec.Relu()),
                image("max pool 2", 3, new LayerSpec.MaxPool2d(2)),
                image("max pool 3", 2, new LayerSpec.MaxPool2d(3)),
                image("max pool 1", 1, new LayerSpec.MaxPool2d(1)),
                image("max pool of a relu", 3, new LayerSpec.Relu(), new LayerSpec.MaxPool2d(2)),
                image("relu of a max pool", 3, new LayerSpec.MaxPool2d(2), new LayerSpec.Relu()),
                image("average pool 2", 3, new LayerSpec.AvgPool2d(2)),
                image("average pool 3", 1, new LayerSpec.AvgPool2d(3)),
                image("global average pool", 3, new LayerSpec.GlobalAvgPool()),
                image("flatten", 2, new LayerSpec.Flatten()),
                image(
                        "max pool of a relu of a norm",
                        3,
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)),
                image(
                        "max pool of a relu of a ghost batch norm",
                        5,
                        new LayerSpec.BatchNorm(0.1, false, 1e-5, 2),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(3)),
                image(
                        "max pool of a relu of a group norm",
                        3,
                        new LayerSpec.GroupNorm(2),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)),
                image(
                        "a whole network",
                        5,
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        conv(6, 3, 1, 1, false),
                        new LayerSpec.GroupNorm(3),
                        new LayerSpec.Relu(),
                        new LayerSpec.Dropout(0.3)));
    }

    private static Stream<Case> residuals() {
        LayerSpec relu = new LayerSpec.Relu();
        NormSpec norm = new LayerSpec.BatchNorm(0.1);
        LayerSpec bias = new LayerSpec.ScalarBias();
        LayerSpec pool = new LayerSpec.MaxPool2d(2);
        return Stream.of(
                image("scalar bias", 3, bias),
                image("scalar scale", 3, new LayerSpec.ScalarScale()),
                features("scalars of features", 2, bias, new LayerSpec.ScalarScale()),
                image("residual with identity", 3, residual(List.of(conv(4, 3, 1, 1, false), norm, relu), List.of())),
                image(
                        "residual with projection",
                        3,
                        residual(
                                List.of(conv(5, 3, 2, 1, false), norm, relu, conv(5, 3, 1, 1, true), norm),
                                List.of(conv(5, 1, 2, 0, false), norm)),
                        relu),
                image("residual whose body overwrites its gradient", 3, residual(List.of(relu), List.of())),
                image("residual whose shortcut does too", 3, residual(List.of(relu), List.of(norm, relu))),
                image("residual of a view", 2, residual(List.of(new LayerSpec.Dropout(0)), List.of())),
                image("residual with dropout", 3, residual(List.of(new LayerSpec.Dropout(0.3), norm), List.of(relu))),
                image(
                        "residual in a residual",
                        2,
                        residual(List.of(norm, residual(List.of(relu), List.of())), List.of())),
                image("residual of pools", 3, residual(List.of(norm, relu, pool), List.of(new LayerSpec.AvgPool2d(2)))),
                image("residuals in a row", 2, residual(List.of(relu), List.of()), residual(List.of(norm), List.of())),
                new Case(
                        "residual first",
                        Samples.classifier(
                                new Shape(5, 4, 2),
                                CLASSES,
                                List.of(residual(List.of(conv(2, 3, 1, 1, true)), List.of()))),
                        3),
                new Case(
                        "resnet",
                        new ResNet(8, 2, Optional.of(norm), Optional.of(new LayerSpec.Dropout(0.2)))
                                .spec(new Shape(7, 6, 3), CLASSES),
                        3),
                new Case(
                        "fixup resnet",
                        new ResNet(8, 2, Optional.empty(), Optional.empty()).spec(new Shape(7, 6, 3), CLASSES),
                        3));
    }

    private static Stream<Case> windows() {
        Window.Padding none = Window.Padding.NONE;
        Window.Padding odd = new Window.Padding(1, 0, 2, 1);
        return Stream.of(
                image("1x7 kernel", 3, convolution(5, window(1, 7, 1, 1, new Window.Padding(0, 3, 0, 3)), 1)),
                image("7x1 kernel", 2, convolution(5, window(7, 1, 1, 1, new Window.Padding(3, 0, 3, 0)), 1)),
                image("3x2 kernel, stride 2x1", 3, convolution(3, window(3, 2, 2, 1, none), 1)),
                image("asymmetric padding", 3, convolution(3, window(3, 3, 1, 2, odd), 1)),
                image(
                        "padding at the end alone",
                        2,
                        convolution(3, window(2, 2, 2, 2, new Window.Padding(0, 0, 1, 1)), 1)),
                image("dilation", 3, convolution(3, dilated(2, 1, Window.Padding.all(2)), 1)),
                image("dilation, stride, asymmetric padding", 2, convolution(3, dilated(1, 2, odd), 1)),
                image("depthwise", 3, convolution(4, Window.square(3, 1, 1), 4)),
                image("depthwise, stride 2", 3, convolution(4, Window.square(3, 2, 1), 4)),
                image("depthwise of two filters each", 2, convolution(8, Window.square(3, 1, 1), 4)),
                image("depthwise, 5x3, asymmetric padding", 3, convolution(4, window(5, 3, 1, 2, odd), 4)),
                image("depthwise, dilated", 2, convolution(4, dilated(2, 1, Window.Padding.all(2)), 4)),
                image("two groups", 3, convolution(6, Window.square(3, 1, 1), 2)),
                image("two groups, stride 2, asymmetric padding", 3, convolution(2, window(3, 3, 2, 2, odd), 2)),
                image("1x1 in two groups", 2, convolution(10, Window.square(1, 1, 0), 2)),
                image("overlapping max pool", 3, maxPool(Window.square(3, 1, 0), false)),
                image("3x3 max pool of stride 2, padded", 3, maxPool(Window.square(3, 2, 1), false)),
                image("max pool, ceil", 3, maxPool(Window.square(2, 2, 0), true)),
                image("max pool, ceil, padded", 3, maxPool(Window.square(3, 3, 1), true)),
                image("max pool, rectangular, asymmetric padding", 3, maxPool(window(4, 3, 2, 1, odd), false)),
                image(
                        "padded max pool of a relu of a norm",
                        3,
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        maxPool(Window.square(3, 2, 1), false)),
                image("overlapping average pool", 3, averagePool(Window.square(3, 1, 0), false, false)),
                image("average pool, padding counted", 3, averagePool(Window.square(3, 2, 1), false, true)),
                image("average pool, padding not counted", 3, averagePool(Window.square(3, 2, 1), false, false)),
                image("average pool, ceil", 3, averagePool(Window.square(2, 2, 0), true, false)),
                image("average pool, ceil, padding counted", 3, averagePool(Window.square(3, 3, 1), true, true)),
                image("average pool, ceil, padding not counted", 3, averagePool(Window.square(3, 3, 1), true, false)),
                image("average pool, asymmetric padding", 2, averagePool(window(4, 3, 2, 1, odd), false, true)),
                image("adaptive pool", 3, new Spatial.AdaptiveAveragePool(new Window.Size(3, 2))),
                image("adaptive pool to more pixels", 2, new Spatial.AdaptiveAveragePool(new Window.Size(9, 5))),
                image("pad", 3, new Spatial.Pad(odd, 0)),
                image("pad with a constant", 2, new Spatial.Pad(odd, -1.5)),
                new Case(
                        "asymmetric convolution of images",
                        Samples.classifier(
                                new Shape(5, 4, 2), CLASSES, List.of(convolution(3, window(3, 2, 1, 2, odd), 1))),
                        3),
                new Case(
                        "1x3 convolution of images",
                        Samples.classifier(
                                new Shape(5, 4, 2),
                                CLASSES,
                                List.of(convolution(3, window(1, 3, 1, 2, new Window.Padding(0, 1, 0, 1)), 1))),
                        3));
    }

    private static Stream<Case> activations() {
        return Stream.of(
                        new Activation.Clip(-0.5, 0.7),
                        Activation.Clip.relu6(),
                        new Activation.LeakyRelu(0.1),
                        new Activation.LeakyRelu(-0.5),
                        new Activation.Elu(1),
                        new Activation.Elu(0.4),
                        new Activation.Sigmoid(),
                        new Activation.Tanh(),
                        new Activation.Silu(),
                        new Activation.Hardsigmoid(),
                        new Activation.Hardswish(),
                        new Activation.Gelu(false),
                        new Activation.Gelu(true))
                .map(activation -> image(activation.toString(), 3, new LayerSpec.ScalarScale(), activation));
    }

    private static Stream<Case> rearrangements() {
        return Stream.of(
                image("identity", 2, new Rearrangement.Identity()),
                image("channel slice", 3, new Rearrangement.ChannelSlice(1, 3)),
                image("channel shuffle", 3, new Rearrangement.ChannelShuffle(2)),
                image("channel shuffle of one channel each", 2, new Rearrangement.ChannelShuffle(4)),
                image(
                        "flatten, channels first",
                        3,
                        new Rearrangement.FlattenChannelsFirst(),
                        new LayerSpec.Linear(3, true)),
                image("reshape", 3, new Rearrangement.Reshape(new Shape(2, 35, 2)), conv(2, 2, 1, 0, false)),
                features(
                        "features as an image",
                        2,
                        new Rearrangement.Reshape(new Shape(1, 3, 2)),
                        new LayerSpec.Relu()));
    }

    private static Stream<Case> graphs() {
        Operator relu = new LayerSpec.Relu();
        Operator add = new Merge.Add();
        Operator multiply = new Merge.Multiply();
        Operator concat = new Merge.Concat();
        return Stream.of(
                image(
                        "sum of three",
                        3,
                        graph(
                                Node.of("a", relu, "x"),
                                Node.of("b", new LayerSpec.ScalarScale(), "x"),
                                Node.of("c", add, "a", "x", "b"))),
                image("sum of a value and itself", 2, graph(Node.of("a", relu, "x"), Node.of("b", add, "a", "a"))),
                image("product", 3, graph(Node.of("a", relu, "x"), Node.of("b", multiply, "x", "a"))),
                image("square", 2, graph(Node.of("a", multiply, "x", "x"))),
                image(
                        "x · sigmoid(x)",
                        3,
                        graph(Node.of("a", new Activation.Sigmoid(), "x"), Node.of("b", multiply, "a", "x"))),
                image(
                        "squeeze and excitation",
                        3,
                        graph(
                                Node.of("pool", new LayerSpec.GlobalAvgPool(), "x"),
                                Node.of("reduce", conv(2, 1, 1, 0, true), "pool"),
                                Node.of("relu", new Activation.Silu(), "reduce"),
                                Node.of("expand", conv(4, 1, 1, 0, true), "relu"),
                                Node.of("gate", new Activation.Hardsigmoid(), "expand"),
                                Node.of("scale", multiply, "gate", "x"))),
                image(
                        "concatenation",
                        3,
                        graph(
                                Node.of("a", conv(2, 1, 1, 0, true), "x"),
                                Node.of("b", conv(3, 3, 1, 1, true), "x"),
                                Node.of("c", concat, "a", "x", "b"),
                                Node.of("d", new LayerSpec.BatchNorm(0.1), "c"))),
                image(
                        "dense block",
                        3,
                        graph(
                                Node.of("n1", new LayerSpec.BatchNorm(0.1), "x"),
                                Node.of("r1", relu, "n1"),
                                Node.of("c1", conv(2, 3, 1, 1, false), "r1"),
                                Node.of("k1", concat, "x", "c1"),
                                Node.of("n2", new LayerSpec.BatchNorm(0.1), "k1"),
                                Node.of("r2", relu, "n2"),
                                Node.of("c2", conv(2, 3, 1, 1, false), "r2"),
                                Node.of("k2", concat, "x", "c1", "c2"))),
                image(
                        "halves, shuffled",
                        3,
                        graph(
                                Node.of("left", new Rearrangement.ChannelSlice(0, 2), "x"),
                                Node.of("right", new Rearrangement.ChannelSlice(2, 4), "x"),
                                Node.of("depthwise", convolution(2, Window.square(3, 1, 1), 2), "right"),
                                Node.of("both", concat, "left", "depthwise"),
                                Node.of("shuffle", new Rearrangement.ChannelShuffle(2), "both"))),
                image(
                        "a relu that a pool shares",
                        3,
                        graph(
                                Node.of("n", new LayerSpec.BatchNorm(0.1), "x"),
                                Node.of("r", relu, "n"),
                                Node.of("p", maxPool(Window.square(3, 1, 1), false), "r"),
                                Node.of("s", add, "p", "r"))),
                image(
                        "a norm that a relu and a pool share",
                        3,
                        graph(
                                Node.of("n", new LayerSpec.BatchNorm(0.1), "x"),
                                Node.of("r", relu, "n"),
                                Node.of("p", maxPool(Window.square(3, 1, 1), false), "r"),
                                Node.of("s", add, "p", "n"))),
                image(
                        "an output that others take",
                        3,
                        new Graph(
                                "x",
                                List.of(
                                        Node.of("a", relu, "x"),
                                        Node.of("out", add, "a", "x"),
                                        Node.of("unused", new LayerSpec.GlobalAvgPool(), "out")),
                                "out")),
                image(
                        "graph in a residual",
                        3,
                        residual(
                                List.of(
                                        graph(Node.of("a", relu, "x"), Node.of("b", concat, "a", "x")),
                                        conv(4, 1, 1, 0, false)),
                                List.of())),
                image(
                        "stochastic depth of a branch",
                        5,
                        graph(
                                Node.of("a", conv(4, 3, 1, 1, false), "x"),
                                Node.of("drop", dropout(LayerSpec.Dropout.Unit.SAMPLE, true), "a"),
                                Node.of("sum", add, "drop", "x"))),
                new Case(
                        "graph of images that two take",
                        new NetworkSpec(
                                new Shape(5, 4, 2),
                                CLASSES,
                                List.of(graph(
                                        Node.of("a", conv(3, 3, 1, 1, true), "x"),
                                        Node.of("b", conv(3, 1, 1, 0, true), "x"),
                                        Node.of("c", add, "a", "b"),
                                        Node.of("d", new LayerSpec.GlobalAvgPool(), "c"),
                                        Node.of("e", new LayerSpec.Linear(CLASSES, true), "d")))),
                        3));
    }

    private static Graph graph(Node... nodes) {
        return new Graph("x", List.of(nodes), nodes[nodes.length - 1].name());
    }

    private static LayerSpec convolution(int channels, Window window, int groups) {
        return new Spatial.Convolution(channels, window, groups, true);
    }

    private static LayerSpec maxPool(Window window, boolean ceil) {
        return new Spatial.MaxPool(window, ceil);
    }

    private static LayerSpec averagePool(Window window, boolean ceil, boolean countPadding) {
        return new Spatial.AveragePool(window, ceil, countPadding);
    }

    private static Window window(int height, int width, int down, int right, Window.Padding padding) {
        return new Window(new Window.Size(height, width), new Window.Size(down, right), Window.Size.square(1), padding);
    }

    private static Window dilated(int dilation, int stride, Window.Padding padding) {
        return new Window(new Window.Size(3, 2), Window.Size.square(stride), new Window.Size(dilation, 2), padding);
    }

    private static LayerSpec residual(List<LayerSpec> body, List<LayerSpec> shortcut) {
        return new LayerSpec.Residual(body, shortcut);
    }

    private static Case image(String name, int batchSize, LayerSpec... tested) {
        return behind(name, batchSize, new Shape(7, 5, 3), conv(4, 3, 1, 1, true), tested);
    }

    private static Case features(String name, int batchSize, LayerSpec... tested) {
        return behind(name, batchSize, Shape.features(5), new LayerSpec.Linear(6, true), tested);
    }

    private static Case behind(String name, int batchSize, Shape input, LayerSpec first, LayerSpec... tested) {
        List<LayerSpec> layers =
                Stream.concat(Stream.of(first), Stream.of(tested)).toList();
        return new Case(name, Samples.classifier(input, CLASSES, layers), batchSize);
    }

    private static LayerSpec conv(int channels, int kernel, int stride, int padding, boolean bias) {
        return new LayerSpec.Conv2d(channels, kernel, stride, padding, bias);
    }

    private static LayerSpec dropout(LayerSpec.Dropout.Unit unit, boolean rescale) {
        return new LayerSpec.Dropout(0.4, unit, rescale);
    }
}
