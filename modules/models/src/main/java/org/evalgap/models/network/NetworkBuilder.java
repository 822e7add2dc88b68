package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/** Collects the nodes of our graph and what their arrays hold. */
final class NetworkBuilder {

    private final String input;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Map<String, TensorData>> arrays = new HashMap<>();
    private final Map<String, OnnxNode> origins = new HashMap<>();
    private final long batch;

    /**
     * @param input name of what enters the graph
     * @param batch size of the first dimension of everything that depends on the images
     */
    NetworkBuilder(String input, long batch) {
        this.input = input;
        this.batch = batch;
    }

    long batch() {
        return batch;
    }

    /** Adds a node without arrays; see {@link #add(OnnxNode, Operator, List, int, Map)}. */
    ImportedValue.Activations add(OnnxNode origin, Operator operator, ImportedValue.Activations... inputs) {
        return add(origin, operator, List.of(inputs), inputs[0].shape().length, Map.of());
    }

    /**
     * Adds a node.
     *
     * @param origin the ONNX node it computes, or the last of several
     * @param rank dimensions of what leaves: 4 for [N, C, H, W], 2 for [N, F]
     * @param parameters what its arrays hold, by PyTorch's name within the module; in PyTorch's layout
     */
    ImportedValue.Activations add(
            OnnxNode origin,
            Operator operator,
            List<ImportedValue.Activations> inputs,
            int rank,
            Map<String, ImportedValue.Constant> parameters) {
        Shape shape;
        try {
            shape = operator.outputShape(
                    inputs.stream().map(NetworkBuilder::shapeOf).toList());
        } catch (ShapeException e) {
            throw unsupported(origin, e);
        }
        String name = unusedName(module(parameters).orElse(origin.name()));
        Map<String, String> names = new HashMap<>();
        Map<String, TensorData> held = new LinkedHashMap<>();
        parameters.forEach((array, constant) -> {
            String arrayName = constant.parameter().orElse(name + "." + array);
            names.put(array, arrayName);
            held.put(arrayName, constant.data());
        });
        if (names.containsKey("running_mean")) {
            names.put("num_batches_tracked", counterName(names.get("running_mean"), name));
        }
        nodes.put(
                name,
                new Node(
                        name,
                        operator,
                        inputs.stream().map(ImportedValue.Activations::node).toList(),
                        names));
        arrays.put(name, held);
        origins.put(name, origin);
        return new ImportedValue.Activations(name, onnxShape(shape, rank));
    }

    /** A setting that the engine refuses, as a problem of its node. */
    static UnsupportedNode unsupported(OnnxNode origin, ShapeException e) {
        return new UnsupportedNode(origin, e.setting() + ": " + e.expected(), e.received());
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The nodes {@code output} depends on, in order. */
    List<Node> reachable(String output) {
        List<Node> all = new ArrayList<>(nodes.values());
        Set<String> needed = new HashSet<>(Set.of(output));
        List<Node> reachable = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (needed.contains(all.get(i).name())) {
                needed.addAll(all.get(i).inputs());
                reachable.add(0, all.get(i));
            }
        }
        return reachable;
    }

    /** What the arrays of a node hold, by their names in a state dict. */
    Map<String, TensorData> arraysOf(Node node) {
        return arrays.get(node.name());
    }

    OnnxNode originOf(Node node) {
        return origins.get(node.name());
    }

    static Shape shapeOf(ImportedValue.Activations value) {
        long[] s = value.shape();
        return s.length == 2
                ? Shape.features(Math.toIntExact(s[1]))
                : new Shape(Math.toIntExact(s[2]), Math.toIntExact(s[3]), Math.toIntExact(s[1]));
    }

    private long[] onnxShape(Shape shape, int rank) {
        return rank == 2
                ? new long[] {batch, shape.size()}
                : new long[] {batch, shape.channels(), shape.height(), shape.width()};
    }

    /** The PyTorch module whose arrays these are: {@code layer1.0.bn1} of {@code layer1.0.bn1.weight}. */
    private static Optional<String> module(Map<String, ImportedValue.Constant> parameters) {
        for (String array : List.of("weight", "running_mean", "bias")) {
            ImportedValue.Constant constant = parameters.get(array);
            if (constant != null && constant.parameter().isPresent()) {
                String name = constant.parameter().get();
                if (name.endsWith("." + array) && name.length() > array.length() + 1) {
                    return Optional.of(name.substring(0, name.length() - array.length() - 1));
                }
            }
        }
        return Optional.empty();
    }

    private static String counterName(String runningMean, String node) {
        String suffix = "running_mean";
        return runningMean.endsWith(suffix)
                ? runningMean.substring(0, runningMean.length() - suffix.length()) + "num_batches_tracked"
                : node + ".num_batches_tracked";
    }

    private String unusedName(String wanted) {
        String name = wanted;
        for (int i = 2; nodes.containsKey(name) || name.equals(input); i++) {
            name = wanted + "#" + i;
        }
        return name;
    }
}
