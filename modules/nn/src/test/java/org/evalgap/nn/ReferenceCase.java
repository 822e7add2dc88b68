package org.evalgap.nn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.state.Variable;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** One PyTorch case: a network, how it was trained, and every number that training left, in this engine's layout. */
final class ReferenceCase {

    private final JsonNode json;
    private final Map<String, Npz.Array> arrays;
    private final NetworkSpec spec;

    /** Of each number of a layer, the layer and its input. */
    private final Map<Integer, LayerSpec> layers = new HashMap<>();

    private final Map<Integer, Shape> inputs = new HashMap<>();

    private ReferenceCase(JsonNode json, Map<String, Npz.Array> arrays) {
        this.json = json;
        this.arrays = arrays;
        JsonNode dimensions = json.get("input_shape");
        Shape input = dimensions.size() == 1
                ? Shape.features(dimensions.get(0).asInt())
                : new Shape(
                        dimensions.get(1).asInt(),
                        dimensions.get(2).asInt(),
                        dimensions.get(0).asInt());
        spec = new NetworkSpec(input, json.get("classes").asInt(), layers(json.get("layers")));
        spec.forEachLayer((number, layer, shape) -> {
            layers.put(number, layer);
            inputs.put(number, shape);
        });
    }

    static ReferenceCase read(Path jsonFile) {
        String name = jsonFile.getFileName().toString().replaceFirst("\\.json$", "");
        try {
            return new ReferenceCase(
                    new ObjectMapper().readTree(Files.readString(jsonFile)),
                    Npz.read(jsonFile.resolveSibling(name + ".npz")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the case " + jsonFile, e);
        }
    }

    NetworkSpec spec() {
        return spec;
    }

    int integer(String key) {
        return json.get(key).asInt();
    }

    double number(String key) {
        return json.get(key).asDouble();
    }

    boolean flag(String key) {
        return json.get(key).asBoolean();
    }

    boolean has(String key) {
        return arrays.containsKey(key);
    }

    double[] values(String key) {
        return arrays.get(key).values();
    }

    /** Images of an array [..., N, C, H, W] as [..., N, H, W, C]. */
    float[] images(String key) {
        double[] values = values(key);
        float[] images = new float[values.length];
        Shape s = spec.input();
        for (int i = 0; i < values.length; i++) {
            int within = i % s.size();
            int c = within / s.pixels();
            int pixel = within % s.pixels();
            images[i - within + pixel * s.channels() + c] = (float) values[i];
        }
        return images;
    }

    byte[] labels(String key) {
        double[] values = values(key);
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
        }
        return labels;
    }

    /** PyTorch's name of a variable: {@code 3.running_var}. */
    static String name(Variable variable) {
        return variable.layer() + "."
                + switch (variable.role()) {
                    case WEIGHT -> "weight";
                    case BIAS -> "bias";
                    case RUNNING_MEAN -> "running_mean";
                    case RUNNING_VARIANCE -> "running_var";
                };
    }

    /** An array of PyTorch's, in the layout of {@code variable}. */
    double[] layOut(String prefix, Variable variable) {
        double[] source = values(prefix + "__" + name(variable));
        double[] target = new double[source.length];
        LayerSpec layer = layers.get(variable.layer());
        boolean weight = variable.role() == Variable.Role.WEIGHT;
        if (weight && layer instanceof LayerSpec.Conv2d conv) {
            int in = inputs.get(variable.layer()).channels();
            int area = conv.kernel() * conv.kernel();
            for (int o = 0; o < conv.channels(); o++) {
                for (int i = 0; i < in; i++) {
                    for (int k = 0; k < area; k++) {
                        target[(k * in + i) * conv.channels() + o] = source[(o * in + i) * area + k];
                    }
                }
            }
        } else if (weight && layer instanceof LayerSpec.Linear linear) {
            Shape image = imageBefore(variable.layer());
            int in = image.size();
            for (int o = 0; o < linear.features(); o++) {
                for (int f = 0; f < in; f++) {
                    int c = f / image.pixels();
                    int pixel = f % image.pixels();
                    target[(pixel * image.channels() + c) * linear.features() + o] = source[o * in + f];
                }
            }
        } else {
            return source;
        }
        return target;
    }

    /** The image shape whose flattening a linear layer reads. */
    private Shape imageBefore(int layer) {
        return layers.get(layer - 1) instanceof LayerSpec.Flatten ? inputs.get(layer - 1) : inputs.get(layer);
    }

    private static List<LayerSpec> layers(JsonNode nodes) {
        List<LayerSpec> layers = new ArrayList<>();
        nodes.forEach(node -> layers.add(layer(node)));
        return layers;
    }

    private static LayerSpec layer(JsonNode node) {
        String type = node.get("type").asText();
        double epsilon = node.path("eps").asDouble(LayerSpec.DEFAULT_EPSILON);
        return switch (type) {
            case "conv2d" ->
                new LayerSpec.Conv2d(
                        node.get("out").asInt(),
                        node.get("kernel").asInt(),
                        node.path("stride").asInt(1),
                        node.path("padding").asInt(0),
                        node.path("bias").asBoolean(true));
            case "linear" ->
                new LayerSpec.Linear(node.get("out").asInt(), node.path("bias").asBoolean(true));
            case "batch_norm" ->
                new LayerSpec.BatchNorm(
                        node.path("momentum").asDouble(LayerSpec.BatchNorm.DEFAULT_MOMENTUM), false, epsilon, 0);
            case "group_norm" -> new LayerSpec.GroupNorm(node.get("groups").asInt(), epsilon);
            case "layer_norm" -> new LayerSpec.LayerNorm(epsilon);
            case "relu" -> new LayerSpec.Relu();
            case "max_pool2d" -> new LayerSpec.MaxPool2d(node.get("kernel").asInt());
            case "avg_pool2d" -> new LayerSpec.AvgPool2d(node.get("kernel").asInt());
            case "global_avg_pool" -> new LayerSpec.GlobalAvgPool();
            case "residual" -> new LayerSpec.Residual(layers(node.get("body")), layers(node.get("shortcut")));
            case "flatten" -> new LayerSpec.Flatten();
            default -> throw new IllegalArgumentException("unknown layer type " + type);
        };
    }
}
