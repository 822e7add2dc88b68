package org.evalgap.experiment.training;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.study.settings.NetworkConfig;

/** A network as its training starts. */
public final class InitialNetwork {

    private InitialNetwork() {}

    /**
     * A new network, whose caller closes it.
     *
     * @param config what it is, and what arrays of it start from
     * @param spec the same for the images of the training
     * @param random draws everything else, in the order of the layers
     */
    public static Network create(NetworkConfig config, NetworkSpec spec, RandomGenerator random) {
        Network network = Network.create(spec, Precision.FLOAT, random);
        try {
            Set<String> arrays = Set.copyOf(network.stateDictionary().names());
            config.start().forEach((name, values) -> {
                // A norm that was replaced leaves arrays of which its successor has some, or none.
                if (arrays.contains(name)) {
                    network.stateDictionary().set(name, values);
                }
            });
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }
}
