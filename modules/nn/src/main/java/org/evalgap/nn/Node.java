package org.evalgap.nn;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One node of a {@link Graph}.
 *
 * @param name unique in its graph; that of what leaves the node
 * @param operator what it computes
 * @param inputs names of nodes, or of the graph's input, in the order the operator takes them
 * @param parameters names of its arrays in a state dictionary, by PyTorch's name within the module ({@code weight},
 *     {@code bias}, {@code running_mean}, {@code running_var}, {@code num_batches_tracked}); an array that is not listed
 *     is called {@code name.weight} and so on
 */
public record Node(String name, Operator operator, List<String> inputs, Map<String, String> parameters)
        implements Serializable {

    public Node {
        if (name.isBlank()) {
            throw new ShapeException("name", "a name", "\"" + name + "\"");
        }
        inputs = List.copyOf(inputs);
        parameters = Map.copyOf(parameters);
    }

    /** A node whose arrays are called after it. */
    public Node(String name, Operator operator, List<String> inputs) {
        this(name, operator, inputs, Map.of());
    }

    /** A node of one or several inputs. */
    public static Node of(String name, Operator operator, String... inputs) {
        return new Node(name, operator, List.of(inputs));
    }

    /** Name of one of its arrays in a state dictionary. */
    public String parameter(String array) {
        return parameters.getOrDefault(array, name + "." + array);
    }
}
