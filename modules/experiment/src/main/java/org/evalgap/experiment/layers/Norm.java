package org.evalgap.experiment.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.NormSpec;

/**
 * A normalization layer and where dropout stands ahead of it.
 *
 * @param layer number of the layer
 * @param path where it stands in the network's list of layers, such as 3, 3.body.1 in a residual block there, or 3.name in
 *     a graph there
 * @param spec what it computes
 * @param seam dropout with no other norm between; empty if there is none
 * @param direct whether that dropout stands right ahead, so that theory knows what it does
 * @param afterDropout whether there is dropout anywhere ahead
 */
record Norm(
        int layer, String path, NormSpec spec, Optional<LayerSpec.Dropout> seam, boolean direct, boolean afterDropout) {

    String kind() {
        return spec.kind();
    }

    /** Whether a batch is as many sets of values as it has images, whose mean moves the running statistics. */
    boolean ofInstances() {
        return spec instanceof InstanceNorm;
    }

    /** Added to the variance; 0 for a norm without running statistics. */
    double epsilon() {
        return spec instanceof LayerSpec.BatchNorm || spec instanceof BatchRenorm
                ? spec.epsilon()
                : spec instanceof InstanceNorm norm && norm.tracked() ? norm.epsilon() : 0;
    }

    /** Weight of the new batch in the running statistics; empty where all batches weigh the same, or without any. */
    OptionalDouble momentum() {
        if (spec instanceof LayerSpec.BatchNorm norm && !norm.cumulative()) {
            return OptionalDouble.of(norm.momentum());
        }
        if (spec instanceof BatchRenorm norm) {
            return OptionalDouble.of(norm.momentum());
        }
        return spec instanceof InstanceNorm norm && norm.tracked()
                ? OptionalDouble.of(norm.momentum())
                : OptionalDouble.empty();
    }

    /** The norms of a network, in the order of their numbers. */
    static List<Norm> of(NetworkSpec network) {
        Search search = new Search();
        search.chain("", network.layers(), Ahead.NOTHING);
        return List.copyOf(search.norms);
    }

    /** What a layer finds ahead of it. */
    private record Ahead(Optional<LayerSpec.Dropout> seam, boolean direct, boolean dropout) {
        static final Ahead NOTHING = new Ahead(Optional.empty(), false, false);
    }

    private static final class Search {
        private final List<Norm> norms = new ArrayList<>();
        private int next;

        Ahead chain(String above, List<LayerSpec> layers, Ahead start) {
            Ahead ahead = start;
            for (int place = 0; place < layers.size(); place++) {
                ahead = behind(layers.get(place), next++, above + place, ahead);
            }
            return ahead;
        }

        private Ahead behind(LayerSpec layer, int number, String path, Ahead ahead) {
            Optional<NormSpec> norm = NormSpec.of(layer);
            if (norm.isPresent()) {
                norms.add(new Norm(number, path, norm.get(), ahead.seam, ahead.direct, ahead.dropout));
                return new Ahead(Optional.empty(), false, ahead.dropout);
            } else if (layer instanceof LayerSpec.Dropout dropout) {
                return dropout.probability() > 0 ? new Ahead(Optional.of(dropout), true, true) : ahead;
            } else if (layer instanceof LayerSpec.Residual block) {
                boolean inBody = chain(path + ".body.", block.body(), ahead).dropout;
                boolean inShortcut = chain(path + ".shortcut.", block.shortcut(), ahead).dropout;
                return new Ahead(Optional.empty(), false, inBody || inShortcut);
            } else if (layer instanceof Graph graph) {
                return graph(path, graph, ahead);
            }
            return new Ahead(ahead.seam, false, ahead.dropout);
        }

        private Ahead graph(String path, Graph graph, Ahead start) {
            Map<String, Ahead> behind = new HashMap<>(Map.of(graph.input(), start));
            for (Node node : graph.nodes()) {
                List<Ahead> ahead = node.inputs().stream().map(behind::get).toList();
                int number = next++;
                behind.put(
                        node.name(),
                        node.operator() instanceof LayerSpec layer
                                ? behind(layer, number, path + "." + node.name(), ahead.get(0))
                                : new Ahead(
                                        Optional.empty(), false, ahead.stream().anyMatch(Ahead::dropout)));
            }
            return behind.get(graph.output());
        }
    }
}
