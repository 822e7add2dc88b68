package org.evalgap.experiment.config;

import com.typesafe.config.ConfigList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.evalgap.experiment.config.Variants.Variant;
import org.evalgap.nn.graph.LayerSpec;

/** Layers of a free list. */
final class LayerSection {

    private static final Key<ConfigList> BODY =
            Key.of("body", ValueType.list("a list of layers"), "Layers of the body, in order.");
    private static final Key<ConfigList> SHORTCUT = Key.of(
            "shortcut", ValueType.list("a list of layers"), "Layers of the shortcut; none leave the input as it is.");

    static final Variants<LayerSpec> VARIANTS = new Variants<>(
            "a layer",
            List.of(
                    variant(
                            "conv2d",
                            LayerSpec.Conv2d.class,
                            "2-D convolution.",
                            Key.of("channels", ValueType.integer(1), "Output channels."),
                            Key.of("kernel", ValueType.integer(1), "Height and width of the kernel in pixels."),
                            Key.of("stride", ValueType.integer(1), "Pixels between applications."),
                            Key.of("padding", ValueType.integer(0), "Zeros added on each side, in pixels."),
                            Key.of("bias", ValueType.FLAG, "Whether a bias per output channel is added.")),
                    variant(
                            "linear",
                            LayerSpec.Linear.class,
                            "Fully connected layer on a feature vector.",
                            Key.of("features", ValueType.integer(1), "Output features."),
                            Key.of("bias", ValueType.FLAG, "Whether a bias per output feature is added.")),
                    variant(
                            "batch-norm",
                            LayerSpec.BatchNorm.class,
                            "Batch normalization.",
                            Key.of(
                                    "momentum",
                                    ValueType.fraction(),
                                    "Weight of the new batch in the running statistics."),
                            Key.of(
                                    "cumulative",
                                    ValueType.FLAG,
                                    "Whether running statistics are plain averages over all batches instead."),
                            Key.of("epsilon", ValueType.positive(), "Added to the variance."),
                            Key.of(
                                    "ghost-batch-size",
                                    ValueType.integer(0),
                                    "Images that share statistics in training; 0 means the whole batch.")),
                    variant(
                            "group-norm",
                            LayerSpec.GroupNorm.class,
                            "Group normalization.",
                            Key.of("groups", ValueType.integer(1), "Number of groups; divides the channels."),
                            Key.of("epsilon", ValueType.positive(), "Added to the variance.")),
                    variant(
                            "layer-norm",
                            LayerSpec.LayerNorm.class,
                            "Layer normalization over height, width and channels, with an affine per channel.",
                            Key.of("epsilon", ValueType.positive(), "Added to the variance.")),
                    variant(
                            "dropout",
                            LayerSpec.Dropout.class,
                            "Dropout.",
                            Key.of("probability", ValueType.properFraction(), "Probability of dropping a unit."),
                            Key.of(
                                    "unit",
                                    ValueType.constant(LayerSpec.Dropout.Unit.class),
                                    "What is dropped as one: a value, or a whole channel of an image."),
                            Key.of(
                                    "rescale",
                                    ValueType.FLAG,
                                    "Whether what is kept is divided by 1 − probability, as PyTorch does.")),
                    variant("relu", LayerSpec.Relu.class, "max(x, 0)."),
                    variant(
                            "max-pool2d",
                            LayerSpec.MaxPool2d.class,
                            "Maximum over windows that do not overlap.",
                            Key.of("kernel", ValueType.integer(1), "Height, width and stride in pixels.")),
                    variant(
                            "avg-pool2d",
                            LayerSpec.AvgPool2d.class,
                            "Mean over windows that do not overlap.",
                            Key.of("kernel", ValueType.integer(1), "Height, width and stride in pixels.")),
                    variant("global-avg-pool", LayerSpec.GlobalAvgPool.class, "Mean of each channel over all pixels."),
                    variant("flatten", LayerSpec.Flatten.class, "The image as a feature vector."),
                    variant("scalar-bias", LayerSpec.ScalarBias.class, "Adds one trainable number to every value."),
                    variant(
                            "scalar-scale",
                            LayerSpec.ScalarScale.class,
                            "Multiplies every value by one trainable number."),
                    new Variant<>(
                            section("residual", "Adds what a shortcut leaves to what a body leaves.", BODY, SHORTCUT),
                            LayerSpec.Residual.class,
                            LayerSection::residual)));

    private LayerSection() {}

    private static <T extends Record & LayerSpec> Variant<T> variant(
            String kind, Class<T> type, String meaning, Key<?>... keys) {
        return Variant.of(section(kind, meaning, keys), type);
    }

    private static Section section(String kind, String meaning, Key<?>... keys) {
        return new Section("layer." + kind, "study.trial.network.layers[]", Optional.of(kind), meaning, List.of(keys));
    }

    private static LayerSpec.Residual residual(SectionReader reader) {
        List<LayerSpec> body = readList(reader, BODY);
        List<LayerSpec> shortcut = readList(reader, SHORTCUT);
        return reader.build(() -> new LayerSpec.Residual(body, shortcut));
    }

    /** The list of layers that a key is set to; null after a problem was reported. */
    static List<LayerSpec> readList(SectionReader reader, Key<ConfigList> key) {
        ConfigList values = reader.get(key);
        return values == null
                ? null
                : VARIANTS.readAll(values, reader.keyOf(key), reader.location(), reader.problems());
    }

    /** The settings of layers, in order. */
    static List<SortedMap<String, Object>> write(List<LayerSpec> layers) {
        return layers.stream().map(LayerSection::write).toList();
    }

    private static SortedMap<String, Object> write(LayerSpec layer) {
        SortedMap<String, Object> settings = VARIANTS.write(layer);
        if (layer instanceof LayerSpec.Residual residual) {
            settings.put(BODY.name(), write(residual.body()));
            settings.put(SHORTCUT.name(), write(residual.shortcut()));
        }
        return settings;
    }
}
