package org.evalgap.experiment.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;

/**
 * A normalization layer and where dropout stands ahead of it.
 *
 * @param layer number of the layer
 * @param spec what it computes
 * @param seam dropout with no other norm between; empty if there is none
 * @param direct whether that dropout stands right ahead, so that theory knows what it does
 * @param afterDropout whether there is dropout anywhere ahead
 */
record Norm(int layer, LayerSpec spec, Optional<LayerSpec.Dropout> seam, boolean direct, boolean afterDropout) {

    String kind() {
        if (spec instanceof LayerSpec.BatchNorm) {
            return "batch";
        }
        return spec instanceof LayerSpec.GroupNorm ? "group" : "layer";
    }

    /** The norms of a network, in the order of their numbers. */
    static List<Norm> of(NetworkSpec network) {
        Search search = new Search();
        search.chain(network.layers(), Ahead.NOTHING);
        return List.copyOf(search.norms);
    }

    /** What a layer finds ahead of it. */
    private record Ahead(Optional<LayerSpec.Dropout> seam, boolean direct, boolean dropout) {
        static final Ahead NOTHING = new Ahead(Optional.empty(), false, false);
    }

    private static final class Search {
        private final List<Norm> norms = new ArrayList<>();
        private int next;

        Ahead chain(List<LayerSpec> layers, Ahead start) {
            Ahead ahead = start;
            for (LayerSpec layer : layers) {
                ahead = behind(layer, next++, ahead);
            }
            return ahead;
        }

        private Ahead behind(LayerSpec layer, int number, Ahead ahead) {
            if (layer instanceof LayerSpec.BatchNorm
                    || layer instanceof LayerSpec.GroupNorm
                    || layer instanceof LayerSpec.LayerNorm) {
                norms.add(new Norm(number, layer, ahead.seam, ahead.direct, ahead.dropout));
                return new Ahead(Optional.empty(), false, ahead.dropout);
            } else if (layer instanceof LayerSpec.Dropout dropout) {
                return dropout.probability() > 0 ? new Ahead(Optional.of(dropout), true, true) : ahead;
            } else if (layer instanceof LayerSpec.Residual block) {
                boolean inBody = chain(block.body(), ahead).dropout;
                boolean inShortcut = chain(block.shortcut(), ahead).dropout;
                return new Ahead(Optional.empty(), false, inBody || inShortcut);
            }
            return new Ahead(ahead.seam, false, ahead.dropout);
        }
    }
}
