package org.evalgap.nn;

import java.util.List;
import java.util.Map;

/**
 * A node where it stands in a network, with chains, residual blocks and graphs in graphs resolved.
 *
 * @param layer its number, as {@link NetworkSpec#forEachLayer} counts
 * @param name unique in the network
 * @param operator neither a residual block nor a graph
 * @param inputs positions of the nodes whose outputs enter, in the network's list; {@link #IMAGE} for its images
 * @param inputShapes of one sample
 * @param outputShape of one sample
 * @param parameters names of its arrays where they are not called after it
 */
public record PlacedNode(
        int layer,
        String name,
        Operator operator,
        List<Integer> inputs,
        List<Shape> inputShapes,
        Shape outputShape,
        Map<String, String> parameters) {

    /** Stands for the images that enter the network. */
    public static final int IMAGE = -1;

    public PlacedNode {
        inputs = List.copyOf(inputs);
        inputShapes = List.copyOf(inputShapes);
        parameters = Map.copyOf(parameters);
    }

    /** Shape of one sample of its first input. */
    public Shape inputShape() {
        return inputShapes.get(0);
    }

    /** Name of one of its arrays in a state dictionary; {@code array} is PyTorch's within the module. */
    public String parameter(String array) {
        return parameters.getOrDefault(array, name + "." + array);
    }
}
