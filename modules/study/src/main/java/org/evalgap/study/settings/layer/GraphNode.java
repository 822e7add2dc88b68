package org.evalgap.study.settings.layer;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * A node of a graph: a layer of one input, or an operator.
 *
 * @param name unique in its graph; {@link #IMAGE} is what enters the network
 * @param layer null if it is an operator
 * @param operator null if it is a layer
 * @param inputs names of nodes ahead; empty for the one just ahead
 */
@Section(meaning = "A node of a graph.")
public record GraphNode(
        @Setting(meaning = "Its name, by which other nodes take what leaves it.", accepts = "a name other than image")
        String name,

        @Setting(
                meaning = "A layer of one input, as in a list of layers.",
                defaultValue = "none",
                word = "none",
                described = LayerSettings.class)
        LayerSpec layer,

        @Setting(
                meaning = "An operator of a graph, instead of a layer.",
                defaultValue = "none",
                word = "none",
                insteadOf = "layer")
        GraphOperator operator,

        @Setting(
                meaning = "Names of the nodes whose output enters, in order, image for the network's input; an empty "
                        + "list for the node just ahead.",
                defaultValue = "[]")
        List<String> inputs)
        implements Serializable {

    /** What enters the network, by this name. */
    public static final String IMAGE = "image";

    public GraphNode {
        inputs = List.copyOf(inputs);
        Bounds.check(GraphNode.class, name, layer, operator, inputs);
        if (name.isBlank() || name.equals(IMAGE)) {
            throw new ShapeException("name", "a name other than " + IMAGE, name);
        }
        if (layer == null && operator == null) {
            throw new ShapeException("layer", "a layer or an operator", "none");
        }
    }

    /** What it computes. */
    Operator computes() {
        return layer == null ? operator.operator() : layer;
    }
}
