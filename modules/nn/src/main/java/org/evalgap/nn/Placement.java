package org.evalgap.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Resolves the layers of a network into one list of nodes. A chain's layers are called after their positions, those of a
 * residual block {@code 3.body.0} and {@code 3.shortcut.0} and its sum {@code 3}; nodes of a graph keep their names, behind
 * {@code 3.} unless the graph is the whole network.
 */
final class Placement {

    private final List<PlacedNode> nodes = new ArrayList<>();
    private int next;

    /** What leaves a node, or enters the network. */
    private record Value(int node, Shape shape) {}

    private int output;

    private Placement() {}

    static Placement of(List<LayerSpec> layers, Shape input) {
        Placement placement = new Placement();
        Value image = new Value(PlacedNode.IMAGE, input);
        if (layers.size() == 1 && layers.get(0) instanceof Graph graph) {
            placement.next++;
            placement.output = placement.graph("", graph, image).node();
        } else {
            placement.output = placement.chain("", layers, image).node();
        }
        return placement;
    }

    List<PlacedNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Position of the node whose output is the network's. */
    int output() {
        return output;
    }

    private Value chain(String prefix, List<LayerSpec> chain, Value input) {
        Value value = input;
        for (int i = 0; i < chain.size(); i++) {
            value = place(prefix + i, chain.get(i), List.of(value), Map.of());
        }
        return value;
    }

    private Value place(String name, Operator operator, List<Value> inputs, Map<String, String> parameters) {
        int layer = next++;
        if (operator instanceof LayerSpec.Residual residual) {
            Value body = chain(name + ".body.", residual.body(), inputs.get(0));
            Value shortcut = chain(name + ".shortcut.", residual.shortcut(), inputs.get(0));
            return add(layer, name, new Merge.Add(), List.of(body, shortcut), Map.of());
        }
        if (operator instanceof Graph graph) {
            return graph(name + ".", graph, inputs.get(0));
        }
        return add(layer, name, operator, inputs, parameters);
    }

    private Value graph(String prefix, Graph graph, Value input) {
        Map<String, Value> values = new HashMap<>(Map.of(graph.input(), input));
        for (Node node : graph.nodes()) {
            Map<String, String> parameters = node.parameters().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> prefix + entry.getValue()));
            values.put(
                    node.name(),
                    place(
                            prefix + node.name(),
                            node.operator(),
                            node.inputs().stream().map(values::get).toList(),
                            parameters));
        }
        return values.get(graph.output());
    }

    private Value add(int layer, String name, Operator operator, List<Value> inputs, Map<String, String> parameters) {
        List<Shape> shapes = inputs.stream().map(Value::shape).toList();
        Shape output = operator.outputShape(shapes);
        nodes.add(new PlacedNode(
                layer, name, operator, inputs.stream().map(Value::node).toList(), shapes, output, parameters));
        return new Value(nodes.size() - 1, output);
    }
}
