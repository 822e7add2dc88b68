package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evalgap.nn.graph.NetworkSpec;

/**
 * A trained network. May cross to an executor.
 *
 * @param spec the network
 * @param values of every array by its name in the state dict, in PyTorch's layout
 */
public record NetworkModel(NetworkSpec spec, LinkedHashMap<String, float[]> values) implements Serializable {

    public NetworkModel(NetworkSpec spec, Map<String, float[]> values) {
        this(spec, new LinkedHashMap<>(values));
    }
}
