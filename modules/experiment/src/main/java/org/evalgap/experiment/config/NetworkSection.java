package org.evalgap.experiment.config;

import com.typesafe.config.ConfigList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.experiment.config.NetworkConfig.Cnn;
import org.evalgap.experiment.config.NetworkConfig.Cnn.DropoutPlace;
import org.evalgap.experiment.config.NetworkConfig.Layers;
import org.evalgap.experiment.config.NetworkConfig.ResNet;
import org.evalgap.experiment.config.NetworkConfig.SimpleNet;
import org.evalgap.experiment.config.Variants.Variant;
import org.evalgap.nn.graph.LayerSpec;

/** What is trained. */
final class NetworkSection {

    /** In place of a momentum: plain averages over all batches. */
    static final String CUMULATIVE = "cumulative";

    static final Key<String> NORMALIZATION =
            Key.of("normalization", ValueType.name(List.of("batch", "group", "layer", "none")), "Which normalization.");
    static final Key<Integer> GROUPS = Key.of(
            "groups", ValueType.integer(1), "Groups of group normalization; divide the channels of every layer.");
    static final Key<OptionalDouble> BATCH_NORM_MOMENTUM = Key.of(
            "batch-norm-momentum",
            ValueType.fractionOr(CUMULATIVE),
            "Weight of the new batch in the running statistics, or plain averages over all batches.");
    static final Key<Integer> GHOST_BATCH_SIZE = Key.of(
            "ghost-batch-size",
            ValueType.integer(0),
            "Images that share BatchNorm's statistics in training; 0 means the whole batch.");
    static final Key<Double> DROPOUT =
            Key.of("dropout", ValueType.properFraction(), "Probability of dropping a unit; 0 for no dropout.");
    static final Key<List<Integer>> WIDTHS = Key.of(
            "widths",
            ValueType.listOf("a list of widths", ValueType.integer(1)),
            "Output channels of each block; each block halves the image.");
    static final Key<Integer> KERNEL =
            Key.of("kernel", ValueType.oddInteger(), "Height and width of the convolutions in pixels.");
    static final Key<Optional<Boolean>> BIAS = Key.of(
            "bias",
            ValueType.flagOr("auto"),
            "Whether the convolutions have a bias; auto: only without normalization.");
    static final Key<DropoutPlace> DROPOUT_PLACE = Key.of(
            "dropout-place",
            ValueType.constant(DropoutPlace.class),
            "Where dropout stands: before the last layer, or in each block before or after the normalization.");
    static final Key<LayerSpec.Dropout.Unit> DROPOUT_UNIT = Key.of(
            "dropout-unit",
            ValueType.constant(LayerSpec.Dropout.Unit.class),
            "What is dropped as one: each value by itself, or a whole channel of an image.");
    static final Key<Boolean> DROPOUT_RESCALE =
            Key.of("dropout-rescale", ValueType.FLAG, "Whether what is kept is divided by 1 − dropout.");
    static final Key<Integer> DEPTH =
            Key.of("depth", ValueType.integer(8), "Layers with weights: 6n + 2, for n blocks in each of three stages.");
    static final Key<Integer> WIDTH =
            Key.of("width", ValueType.integer(1), "Output channels of the first stage; each stage doubles them.");
    static final Key<ConfigList> LAYERS = Key.of(
            "layers", ValueType.list("a list of layers"), "The layers, in order; the last leaves one logit per class.");

    static final Variants<NetworkConfig> VARIANTS = new Variants<>(
            "a network",
            List.of(
                    new Variant<>(
                            section(
                                    "simplenet",
                                    "Flatten → normalization → dropout → linear.",
                                    NORMALIZATION,
                                    GROUPS,
                                    BATCH_NORM_MOMENTUM,
                                    GHOST_BATCH_SIZE,
                                    DROPOUT,
                                    DROPOUT_RESCALE),
                            SimpleNet.class,
                            NetworkSection::simpleNet),
                    new Variant<>(
                            section(
                                    "cnn",
                                    "Blocks of convolution → normalization → ReLU → 2 × 2 pooling, then flatten → linear.",
                                    WIDTHS,
                                    KERNEL,
                                    NORMALIZATION,
                                    GROUPS,
                                    BATCH_NORM_MOMENTUM,
                                    GHOST_BATCH_SIZE,
                                    BIAS,
                                    DROPOUT,
                                    DROPOUT_PLACE,
                                    DROPOUT_UNIT,
                                    DROPOUT_RESCALE),
                            Cnn.class,
                            NetworkSection::cnn),
                    new Variant<>(
                            section(
                                    "resnet",
                                    "A residual network for small images. With `normalization = none` it is Fixup's:"
                                            + " scalar biases and scales in place of norms, and its initialization."
                                            + " Dropout stands before the last layer.",
                                    DEPTH,
                                    WIDTH,
                                    NORMALIZATION,
                                    GROUPS,
                                    BATCH_NORM_MOMENTUM,
                                    GHOST_BATCH_SIZE,
                                    DROPOUT,
                                    DROPOUT_RESCALE),
                            ResNet.class,
                            NetworkSection::resNet),
                    new Variant<>(
                            section("layers", "A free list of layers.", LAYERS),
                            Layers.class,
                            NetworkSection::layers)));

    private NetworkSection() {}

    private static Section section(String kind, String meaning, Key<?>... keys) {
        return new Section("network." + kind, "study.trial.network", Optional.of(kind), meaning, List.of(keys));
    }

    private static SimpleNet simpleNet(SectionReader reader) {
        NormalizationConfig normalization = normalization(reader);
        DropoutConfig dropout = dropout(reader);
        return reader.build(() -> new SimpleNet(normalization, dropout));
    }

    private static Cnn cnn(SectionReader reader) {
        List<Integer> widths = reader.get(WIDTHS);
        Integer kernel = reader.get(KERNEL);
        NormalizationConfig normalization = normalization(reader);
        Optional<Boolean> bias = reader.get(BIAS);
        DropoutConfig dropout = dropout(reader);
        DropoutPlace place = reader.get(DROPOUT_PLACE);
        LayerSpec.Dropout.Unit unit = reader.get(DROPOUT_UNIT);
        return reader.build(() -> new Cnn(
                widths,
                kernel,
                normalization,
                bias.orElse(normalization instanceof NormalizationConfig.None),
                dropout,
                place,
                unit));
    }

    private static ResNet resNet(SectionReader reader) {
        Integer depth = reader.get(DEPTH);
        Integer width = reader.get(WIDTH);
        NormalizationConfig normalization = normalization(reader);
        DropoutConfig dropout = dropout(reader);
        return reader.build(() -> new ResNet(depth, width, normalization, dropout));
    }

    private static Layers layers(SectionReader reader) {
        List<LayerSpec> layers = LayerSection.readList(reader, LAYERS);
        return reader.build(() -> new Layers(layers));
    }

    private static DropoutConfig dropout(SectionReader reader) {
        Double probability = reader.get(DROPOUT);
        Boolean rescale = reader.get(DROPOUT_RESCALE);
        return reader.build(() -> new DropoutConfig(probability, rescale));
    }

    private static NormalizationConfig normalization(SectionReader reader) {
        String name = reader.get(NORMALIZATION);
        Integer groups = reader.get(GROUPS);
        OptionalDouble momentum = reader.get(BATCH_NORM_MOMENTUM);
        Integer ghost = reader.get(GHOST_BATCH_SIZE);
        return reader.build(() -> switch (name) {
            case "batch" -> new NormalizationConfig.Batch(momentum.orElse(0), momentum.isEmpty(), ghost);
            case "group" -> new NormalizationConfig.Group(groups);
            case "layer" -> new NormalizationConfig.Layer();
            default -> new NormalizationConfig.None();
        });
    }
}
