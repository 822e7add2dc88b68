package org.evalgap.nn.graph;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A classifier as a value: a chain of layers from an input shape to one logit per class.
 *
 * @param input shape of one sample
 * @param classes number of classes, at least 2
 * @param layers in order; the last must leave {@code classes} features
 * @param initialization what the weights start from
 * @param replicas copies of the network that a batch is split over where BatchNorm takes its statistics from the batch:
 *     neighbouring samples, ⌈N / replicas⌉ to each copy and the rest to the last one. Each copy normalizes its own part,
 *     gradients are those of the loss of the whole batch, and only the first copy's running statistics are kept:
 *     PyTorch's DataParallel, and DistributedDataParallel where all parts are of one size
 */
public record NetworkSpec(Shape input, int classes, List<LayerSpec> layers, Initialization initialization, int replicas)
        implements Serializable {

    /** All parameters of a network are seen through one buffer of Java, which has at most 2³¹ − 1 bytes. */
    private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

    /**
     * @throws ShapeException if a layer cannot take what the one before it leaves, or the last does not leave one logit
     *     per class; the setting is then named {@code layers[i].kernel}. Also if there are several replicas and a ghost
     *     batch size; the setting is {@code replicas}
     */
    public NetworkSpec {
        layers = List.copyOf(layers);
        if (classes < 2) {
            throw new ShapeException("classes", "an integer of at least 2", Integer.toString(classes));
        }
        Shape shape = LayerSpec.outputShape("layers", layers, input);
        if (!shape.equals(Shape.features(classes))) {
            throw new ShapeException("layers", "a last layer that leaves " + classes + " logits", shape.toString());
        }
        double parameters = parameters(layers, input);
        if (parameters > MOST_PARAMETERS) {
            throw new ShapeException(
                    "layers",
                    "a network of at most " + MOST_PARAMETERS + " parameters",
                    String.format(Locale.ROOT, "%.0f", parameters));
        }
        if (replicas < 1) {
            throw new ShapeException("replicas", "an integer of at least 1", Integer.toString(replicas));
        }
        if (replicas > 1) {
            visit(layers, input, 0, (index, layer, shapeBefore) -> checkOnReplicas(layer, replicas));
        }
    }

    /** A network whose weights start as PyTorch's do. */
    public NetworkSpec(Shape input, int classes, List<LayerSpec> layers) {
        this(input, classes, layers, Initialization.PYTORCH);
    }

    /** A network that trains in one copy. */
    public NetworkSpec(Shape input, int classes, List<LayerSpec> layers, Initialization initialization) {
        this(input, classes, layers, initialization, 1);
    }

    private static void checkOnReplicas(LayerSpec layer, int replicas) {
        if (samplesTogether(layer).filter(samples -> samples > 0).isPresent()) {
            throw new ShapeException("replicas", "1 with a ghost batch size", Integer.toString(replicas));
        }
    }

    /** This network in so many copies. */
    public NetworkSpec onReplicas(int count) {
        return new NetworkSpec(input, classes, layers, initialization, count);
    }

    /**
     * This network with other layers in the places of its own; residual blocks and graphs stay, and so do the names of
     * arrays.
     *
     * @param change gives the layer that takes a layer's place
     */
    public NetworkSpec map(UnaryOperator<LayerSpec> change) {
        return new NetworkSpec(input, classes, map(layers, change), initialization, replicas);
    }

    private static List<LayerSpec> map(List<LayerSpec> layers, UnaryOperator<LayerSpec> change) {
        return layers.stream().map(layer -> map(layer, change)).toList();
    }

    private static LayerSpec map(LayerSpec layer, UnaryOperator<LayerSpec> change) {
        if (layer instanceof LayerSpec.Residual block) {
            return new LayerSpec.Residual(map(block.body(), change), map(block.shortcut(), change));
        }
        if (layer instanceof Graph graph) {
            return new Graph(
                    graph.input(),
                    graph.nodes().stream().map(node -> map(node, change)).toList(),
                    graph.output());
        }
        return change.apply(layer);
    }

    private static Node map(Node node, UnaryOperator<LayerSpec> change) {
        return node.operator() instanceof LayerSpec layer
                ? new Node(node.name(), map(layer, change), node.inputs(), node.parameters())
                : node;
    }

    /** Most samples of a batch that pass through one copy. */
    public int samplesPerReplica(int batchSize) {
        return (batchSize + replicas - 1) / replicas;
    }

    /** What the weights of convolutions and linear layers start from; norms start as the identity. */
    public enum Initialization {
        /** Weights and biases uniform in ±1/√(fan in). */
        PYTORCH,
        /**
         * Fixup (Zhang et al. 2019), which trains residual networks without normalization. Weights are normal with
         * standard deviation √(2 / fan out), within a residual block's body of m layers with weights times L^(−1/(2m −
         * 2)) for L blocks in the network; 0 in the last such layer of each body and of the network. Biases are 0.
         */
        FIXUP
    }

    /** Is shown the layers of a network, one after another. */
    public interface LayerVisitor {

        /**
         * @param index number of the layer, from 0
         * @param input shape of one sample that enters it
         */
        void visit(int index, LayerSpec layer, Shape input);
    }

    /**
     * The network as nodes, each behind those whose outputs it takes; the last one's output is the logits, unless the
     * network ends with a graph whose output stands elsewhere: see {@link #output}.
     */
    public List<PlacedNode> nodes() {
        return Placement.of(layers, input).nodes();
    }

    /** Position in {@link #nodes} of the node whose output is the logits. */
    public int output() {
        return Placement.of(layers, input).output();
    }

    /**
     * Shows every layer to {@code visitor} in the order of their numbers: a residual block, then its body, then its
     * shortcut; a graph, then its nodes. Nodes of several inputs have numbers and are no layers. Without blocks and graphs
     * a layer's number is its index in the list.
     */
    public void forEachLayer(LayerVisitor visitor) {
        visit(layers, input, 0, visitor);
    }

    private static int visit(List<LayerSpec> layers, Shape input, int first, LayerVisitor visitor) {
        int next = first;
        Shape shape = input;
        for (LayerSpec layer : layers) {
            visitor.visit(next++, layer, shape);
            if (layer instanceof LayerSpec.Residual residual) {
                next = visit(residual.body(), shape, next, visitor);
                next = visit(residual.shortcut(), shape, next, visitor);
            } else if (layer instanceof Graph graph) {
                next = visit(graph, shape, next, visitor);
            }
            shape = layer.outputShape(shape);
        }
        return next;
    }

    private static int visit(Graph graph, Shape input, int first, LayerVisitor visitor) {
        Map<String, Shape> shapes = graph.outputShapes(input);
        int next = first;
        for (Node node : graph.nodes()) {
            next = node.operator() instanceof LayerSpec layer
                    ? visit(List.of(layer), shapes.get(node.inputs().get(0)), next, visitor)
                    : next + 1;
        }
        return next;
    }

    /** Number of trainable values. */
    public int parameters() {
        return (int) parameters(layers, input);
    }

    /** As numbers that do not overflow. */
    private static double parameters(List<LayerSpec> layers, Shape input) {
        double[] sum = {0};
        visit(layers, input, 0, (index, layer, shape) -> sum[0] += parameters(layer, shape));
        return sum[0];
    }

    private static double parameters(LayerSpec layer, Shape in) {
        if (layer instanceof LayerSpec.Conv2d conv) {
            double weights = (double) conv.kernel() * conv.kernel() * in.channels() * conv.channels();
            return weights + (conv.bias() ? conv.channels() : 0);
        }
        if (layer instanceof Spatial.Convolution conv) {
            Window.Size kernel = conv.window().kernel();
            double inputs = (double) kernel.height() * kernel.width() * in.channels() / conv.groups();
            return inputs * conv.channels() + (conv.bias() ? conv.channels() : 0);
        }
        if (layer instanceof LayerSpec.Linear linear) {
            return (double) in.size() * linear.features() + (linear.bias() ? linear.features() : 0);
        }
        if (layer instanceof LayerSpec.ScalarBias || layer instanceof LayerSpec.ScalarScale) {
            return 1;
        }
        return layer instanceof NormSpec ? 2.0 * in.channels() : 0;
    }

    /**
     * The smallest number of values any BatchNorm normalizes together when {@code batchSize} samples pass; PyTorch (and
     * this project) refuses 1. {@link Integer#MAX_VALUE} when there is no BatchNorm.
     */
    public int smallestBatchNormCount(int batchSize) {
        int[] smallest = {Integer.MAX_VALUE};
        forEachLayer((index, layer, shape) -> samplesTogether(layer)
                .ifPresent(samples ->
                        smallest[0] = Math.min(smallest[0], smallestSet(samples, batchSize) * shape.pixels())));
        return smallest[0];
    }

    /** Fewest images of a whole batch whose statistics a layer takes together in training. */
    public int imagesTogether(int batchSize) {
        int[] fewest = {batchSize};
        forEachLayer((index, layer, shape) -> samplesTogether(layer)
                .ifPresent(samples -> fewest[0] = Math.min(fewest[0], wholeSet(samples, batchSize))));
        return fewest[0];
    }

    /** Whether a layer of it drops values. */
    public boolean hasDropout() {
        boolean[] found = {false};
        forEachLayer((index, layer, shape) ->
                found[0] |= layer instanceof LayerSpec.Dropout dropout && dropout.probability() > 0);
        return found[0];
    }

    /** Most samples that a layer normalizes together, 0 for the whole batch; empty unless it normalizes over a batch. */
    private static Optional<Integer> samplesTogether(LayerSpec layer) {
        LayerSpec norm = WithoutAffine.normalization(layer);
        return norm instanceof LayerSpec.BatchNorm batch
                ? Optional.of(batch.ghostBatchSize())
                : norm instanceof BatchRenorm ? Optional.of(0) : Optional.empty();
    }

    /** Samples in a part of a batch that is normalized by itself, if it is not the last. */
    private int wholeSet(int samplesTogether, int batchSize) {
        return Math.min(samplesTogether == 0 ? samplesPerReplica(batchSize) : samplesTogether, batchSize);
    }

    /** Samples in the smallest part of a batch that is normalized by itself: the last one may be ragged. */
    private int smallestSet(int samplesTogether, int batchSize) {
        int size = wholeSet(samplesTogether, batchSize);
        return batchSize % size == 0 ? size : batchSize % size;
    }
}
