package org.evalgap.study.settings.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/** Makes the engine's graph of nodes as a study file writes them. */
public final class NodeGraph {

    private NodeGraph() {}

    /**
     * The graph whose last node leaves it, for images of a shape.
     *
     * @throws ShapeException if a name is used twice or names no node ahead, or a node cannot take what enters it; the
     *     setting is then a key such as {@code nodes[2].operator.groups}
     */
    public static Graph of(List<GraphNode> nodes, Shape image) {
        List<Node> engine = new ArrayList<>();
        Map<String, Shape> shapes = new HashMap<>(Map.of(GraphNode.IMAGE, image));
        String ahead = GraphNode.IMAGE;
        for (int i = 0; i < nodes.size(); i++) {
            GraphNode node = nodes.get(i);
            List<String> inputs = node.inputs().isEmpty() ? List.of(ahead) : node.inputs();
            try {
                Operator operator = node.computes();
                Shape shape = operator.outputShape(
                        inputs.stream().map(input -> shape(input, shapes)).toList());
                if (shapes.put(node.name(), shape) != null) {
                    throw new ShapeException("name", "names that differ", node.name() + " twice");
                }
                engine.add(new Node(node.name(), operator, inputs));
            } catch (ShapeException e) {
                throw new ShapeException("nodes[" + i + "]." + key(node, e.setting()), e.expected(), e.received());
            }
            ahead = node.name();
        }
        if (engine.isEmpty()) {
            throw new ShapeException("nodes", "at least one node", "none");
        }
        return new Graph(GraphNode.IMAGE, engine, ahead);
    }

    private static Shape shape(String input, Map<String, Shape> shapes) {
        if (!shapes.containsKey(input)) {
            throw new ShapeException("inputs", "names of nodes ahead, or " + GraphNode.IMAGE, input);
        }
        return shapes.get(input);
    }

    private static String key(GraphNode node, String setting) {
        boolean own = setting.equals("name") || setting.equals("inputs");
        return own ? setting : (node.layer() == null ? "operator." : "layer.") + setting;
    }

    /** The same nodes without what has no effect on batches of at most so many images: ghost batches as large. */
    public static List<GraphNode> forBatchSize(List<GraphNode> nodes, int batchSize) {
        return nodes.stream()
                .map(node -> new GraphNode(
                        node.name(),
                        node.layer() instanceof LayerSpec.BatchNorm norm && norm.ghostBatchSize() >= batchSize
                                ? new LayerSpec.BatchNorm(norm.momentum(), norm.cumulative(), norm.epsilon(), 0)
                                : node.layer(),
                        node.operator(),
                        node.inputs()))
                .toList();
    }
}
