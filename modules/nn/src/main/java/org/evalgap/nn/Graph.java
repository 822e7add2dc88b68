package org.evalgap.nn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A directed acyclic graph of named nodes, as one layer: from one input to one output. A network that is a graph is a
 * chain of this one layer.
 *
 * @param input name of what enters
 * @param nodes each behind the nodes whose output it takes
 * @param output name of the node whose output leaves
 */
public record Graph(String input, List<Node> nodes, String output) implements LayerSpec {

    /** @throws ShapeException if a name is used twice, or names no node ahead */
    public Graph {
        nodes = List.copyOf(nodes);
        Set<String> known = new HashSet<>(Set.of(input));
        for (Node node : nodes) {
            for (String name : node.inputs()) {
                if (!known.contains(name)) {
                    throw new ShapeException(
                            node.name() + ".inputs", "the graph's input or nodes listed before this one", name);
                }
            }
            if (!known.add(node.name())) {
                throw new ShapeException("nodes", "names that differ", node.name() + " twice");
            }
        }
        if (output.equals(input) || !known.contains(output)) {
            throw new ShapeException("output", "the name of a node", output);
        }
    }

    @Override
    public Shape outputShape(Shape shape) {
        return outputShapes(shape).get(output);
    }

    /**
     * The shape of one sample that leaves each node, by its name, and of the input.
     *
     * @throws ShapeException if a node cannot take what enters it; the setting is then named {@code node.setting}
     */
    public Map<String, Shape> outputShapes(Shape shape) {
        Map<String, Shape> shapes = new HashMap<>(Map.of(input, shape));
        for (Node node : nodes) {
            try {
                shapes.put(
                        node.name(),
                        node.operator()
                                .outputShape(
                                        node.inputs().stream().map(shapes::get).toList()));
            } catch (ShapeException e) {
                throw new ShapeException(node.name() + "." + e.setting(), e.expected(), e.received());
            }
        }
        return shapes;
    }
}
