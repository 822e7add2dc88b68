package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;
import org.evalgap.study.settings.layer.GraphNode;
import org.evalgap.study.settings.layer.LayerSettings;
import org.evalgap.study.settings.layer.NodeGraph;

/** A network as a user describes it: by name with a few settings, layer by layer, or by a file. */
@Kinds(noun = "a network")
public sealed interface NetworkConfig extends Serializable
        permits NetworkConfig.SimpleNet,
                NetworkConfig.Cnn,
                NetworkConfig.ResNet,
                NetworkConfig.Layers,
                NetworkConfig.Nodes,
                OnnxNetwork {

    /** The name in the study file: {@code simplenet}, {@code cnn}, {@code resnet}, {@code layers}, {@code graph} or {@code onnx}. */
    default String kind() {
        return getClass().getAnnotation(Section.class).kind();
    }

    /**
     * This network for images of a shape and a number of classes.
     *
     * @throws ShapeException if it cannot take that shape; the setting is then the key below {@code network}, such as
     *     {@code groups} or {@code layers[2].kernel}
     */
    NetworkSpec spec(Shape input, int classes);

    /** The same network without what has no effect on batches of at most so many images: ghost batches as large. */
    NetworkConfig forBatchSize(int batchSize);

    /**
     * What arrays of the network start from, by name, in PyTorch's layout; those that are not listed start as {@link
     * NetworkSpec#initialization} says.
     */
    default Map<String, float[]> start() {
        return Map.of();
    }

    /** {@link NormalizationConfig#label}; empty for a free list of layers. */
    default Optional<String> normalizationLabel() {
        return this instanceof Named named ? Optional.of(named.normalization().label()) : Optional.empty();
    }

    /** Probability of dropping a unit; empty for a free list of layers. */
    default OptionalDouble dropoutProbability() {
        return this instanceof Named named ? OptionalDouble.of(named.dropout().probability()) : OptionalDouble.empty();
    }

    /** BatchNorm's weight of the new batch; empty without BatchNorm, when cumulative, and for a free list of layers. */
    default OptionalDouble batchNormMomentum() {
        return this instanceof Named named ? named.normalization().batchNormMomentum() : OptionalDouble.empty();
    }

    /** What networks that go by a name have in common. */
    interface Named {

        NormalizationConfig normalization();

        DropoutConfig dropout();
    }

    /**
     * The smallest network with both layers in question: flatten → normalization → dropout → linear.
     *
     * @param normalization of the flattened features
     * @param dropout before the last layer; there a channel is one feature
     */
    @Section(kind = "simplenet", meaning = "Flatten → normalization → dropout → linear.")
    record SimpleNet(NormalizationConfig normalization, DropoutConfig dropout) implements NetworkConfig, Named {

        @Override
        public NetworkSpec spec(Shape input, int classes) {
            List<LayerSpec> layers = new ArrayList<>();
            layers.add(new LayerSpec.Flatten());
            normalization.layer().ifPresent(norm -> {
                norm.outputShape(Shape.features(input.size()));
                layers.add(norm);
            });
            dropout.layer(LayerSpec.Dropout.Unit.ELEMENT).ifPresent(layers::add);
            layers.add(new LayerSpec.Linear(classes, true));
            return new NetworkSpec(input, classes, layers);
        }

        @Override
        public NetworkConfig forBatchSize(int batchSize) {
            return new SimpleNet(normalization.forBatchSize(batchSize), dropout);
        }
    }

    /**
     * A convolutional network: per width a block of convolution → normalization → ReLU → 2 × 2 maximum pooling, then
     * flatten → linear.
     *
     * @param widths output channels of each block, at least one
     * @param kernel height and width of every convolution, odd; the padding keeps the image's size
     * @param normalization in each block
     * @param bias whether the convolutions have a bias; made of null, whether there is no normalization
     * @param dropout of units of one kind at one place
     * @param dropoutPlace where the dropout layers stand
     * @param dropoutUnit what they drop as one
     */
    @Section(
            kind = "cnn",
            meaning = "Blocks of convolution → normalization → ReLU → 2 × 2 pooling, then flatten → linear.")
    record Cnn(
            @Setting(
                    meaning = "Output channels of each block; each block halves the image.",
                    defaultValue = "[16, 32, 64]",
                    accepts = "a list of widths",
                    atLeast = 1,
                    always = true)
            List<Integer> widths,

            @Setting(
                    meaning = "Height and width of the convolutions in pixels.",
                    defaultValue = "3",
                    accepts = "an odd integer of at least 1",
                    atLeast = 1,
                    always = true)
            int kernel,

            NormalizationConfig normalization,

            @Setting(
                    meaning = "Whether the convolutions have a bias; auto: only without normalization.",
                    defaultValue = "auto",
                    word = "auto",
                    always = true)
            Boolean bias,

            DropoutConfig dropout,

            @Setting(
                    meaning = "Where dropout stands: before the last layer, or in each block before or after the "
                            + "normalization.",
                    defaultValue = "classifier",
                    onlyWith = "dropout",
                    always = true)
            DropoutPlace dropoutPlace,

            @Setting(
                    meaning = "What is dropped as one: each value by itself, or a whole channel of an image.",
                    defaultValue = "element",
                    onlyWith = "dropout")
            LayerSpec.Dropout.Unit dropoutUnit)
            implements NetworkConfig, Named {

        /** Where a {@link Cnn} has its dropout layers. */
        public enum DropoutPlace {
            /** Once, before the last layer; of whole channels, before they are flattened. */
            CLASSIFIER,
            /** In each block, between convolution and normalization. */
            BEFORE_NORM,
            /** In each block, between the ReLU that follows the normalization and the pooling. */
            AFTER_NORM
        }

        public Cnn {
            widths = List.copyOf(widths);
            bias = bias == null ? normalization instanceof NormalizationConfig.None : bias;
            Bounds.check(Cnn.class, widths, kernel, normalization, bias, dropout, dropoutPlace, dropoutUnit);
            if (widths.isEmpty()) {
                throw new ShapeException("widths", "at least one width", "none");
            }
            if (kernel % 2 == 0) {
                throw new ShapeException("kernel", "an odd integer of at least 1", Integer.toString(kernel));
            }
        }

        @Override
        public NetworkSpec spec(Shape input, int classes) {
            List<LayerSpec> layers = new ArrayList<>();
            Shape shape = input;
            for (int block = 0; block < widths.size(); block++) {
                checkBlock(input, shape, block);
                List<LayerSpec> added = block(widths.get(block));
                shape = LayerSpec.outputShape(added, shape);
                layers.addAll(added);
            }
            // Flattened, a channel of the image is many features.
            boolean channels = dropoutUnit == LayerSpec.Dropout.Unit.CHANNEL;
            addDropout(layers, channels && dropoutPlace == DropoutPlace.CLASSIFIER);
            layers.add(new LayerSpec.Flatten());
            addDropout(layers, !channels && dropoutPlace == DropoutPlace.CLASSIFIER);
            layers.add(new LayerSpec.Linear(classes, true));
            return new NetworkSpec(input, classes, layers);
        }

        @Override
        public NetworkConfig forBatchSize(int batchSize) {
            return new Cnn(
                    widths, kernel, normalization.forBatchSize(batchSize), bias, dropout, dropoutPlace, dropoutUnit);
        }

        private List<LayerSpec> block(int width) {
            List<LayerSpec> layers = new ArrayList<>();
            layers.add(new LayerSpec.Conv2d(width, kernel, 1, kernel / 2, bias));
            addDropout(layers, dropoutPlace == DropoutPlace.BEFORE_NORM);
            normalization.layer().ifPresent(layers::add);
            layers.add(new LayerSpec.Relu());
            addDropout(layers, dropoutPlace == DropoutPlace.AFTER_NORM);
            layers.add(new LayerSpec.MaxPool2d(2));
            return layers;
        }

        private void checkBlock(Shape input, Shape shape, int block) {
            int side = Math.min(shape.height(), shape.width());
            if (side < 2) {
                throw new ShapeException(
                        "widths",
                        "at most " + block + " widths for " + input + " images, as each block halves them",
                        Integer.toString(widths.size()));
            }
            if (kernel > side) {
                throw new ShapeException(
                        "kernel",
                        "at most the side " + side + " of the image that enters block " + (block + 1),
                        Integer.toString(kernel));
            }
        }

        private void addDropout(List<LayerSpec> layers, boolean here) {
            if (here) {
                dropout.layer(dropoutUnit).ifPresent(layers::add);
            }
        }
    }

    /**
     * A residual network for small images, see {@link org.evalgap.nn.graph.ResNet}; without normalization, with Fixup
     * initialization.
     *
     * @param depth number of layers, 6n + 2 with n at least 1
     * @param width output channels of the first of three stages, each of which has twice those of the one before
     * @param normalization in each block
     * @param dropout between the global average pool and the last layer; there a channel is one feature
     */
    @Section(
            kind = "resnet",
            meaning =
                    "A residual network for small images. With `normalization = none` it is Fixup's: scalar biases and"
                            + " scales in place of norms, and its initialization. Dropout stands before the last layer.",
            defaults = "dropout = 0")
    record ResNet(
            @Setting(
                    meaning = "Layers with weights: 6n + 2, for n blocks in each of three stages.",
                    defaultValue = "20",
                    atLeast = 8,
                    atMost = 9998,
                    always = true)
            int depth,

            @Setting(
                    meaning = "Output channels of the first stage; each stage doubles them.",
                    defaultValue = "16",
                    atLeast = 1,
                    always = true)
            int width,

            NormalizationConfig normalization,
            DropoutConfig dropout)
            implements NetworkConfig, Named {

        public ResNet {
            engine(depth, width, normalization, dropout);
        }

        private static org.evalgap.nn.graph.ResNet engine(
                int depth, int width, NormalizationConfig normalization, DropoutConfig dropout) {
            return new org.evalgap.nn.graph.ResNet(
                    depth, width, normalization.layer(), dropout.layer(LayerSpec.Dropout.Unit.ELEMENT));
        }

        @Override
        public NetworkSpec spec(Shape input, int classes) {
            // What fits the first stage fits them all.
            normalization.layer().ifPresent(norm -> norm.outputShape(new Shape(input.height(), input.width(), width)));
            return engine(depth, width, normalization, dropout).spec(input, classes);
        }

        @Override
        public NetworkConfig forBatchSize(int batchSize) {
            return new ResNet(depth, width, normalization.forBatchSize(batchSize), dropout);
        }
    }

    /**
     * A free chain of layers.
     *
     * @param layers in order; the last must leave one logit per class
     */
    @Section(kind = "layers", meaning = "A free list of layers.")
    record Layers(
            @Setting(
                    meaning = "The layers, in order; the last leaves one logit per class.",
                    described = LayerSettings.class)
            List<LayerSpec> layers)
            implements NetworkConfig {

        public Layers {
            layers = List.copyOf(layers);
        }

        @Override
        public NetworkSpec spec(Shape input, int classes) {
            return new NetworkSpec(input, classes, layers);
        }

        @Override
        public NetworkConfig forBatchSize(int batchSize) {
            return new Layers(layers.stream()
                    .map(layer -> layer instanceof LayerSpec.BatchNorm norm && norm.ghostBatchSize() >= batchSize
                            ? new LayerSpec.BatchNorm(norm.momentum(), norm.cumulative(), norm.epsilon(), 0)
                            : layer)
                    .toList());
        }
    }

    /**
     * A graph of named nodes.
     *
     * @param nodes each behind those whose output it takes; the last leaves one logit per class
     */
    @Section(kind = "graph", meaning = "A graph of named nodes.")
    record Nodes(
            @Setting(
                    meaning =
                            "The nodes, each behind those whose output it takes; the last leaves one logit per class.")
            List<GraphNode> nodes)
            implements NetworkConfig {

        public Nodes {
            nodes = List.copyOf(nodes);
        }

        @Override
        public NetworkSpec spec(Shape input, int classes) {
            Graph graph = NodeGraph.of(nodes, input);
            try {
                return new NetworkSpec(input, classes, List.of(graph));
            } catch (ShapeException e) {
                throw new ShapeException("nodes", e.expected().replace("layer", "node"), e.received());
            }
        }

        @Override
        public NetworkConfig forBatchSize(int batchSize) {
            return new Nodes(NodeGraph.forBatchSize(nodes, batchSize));
        }
    }
}
