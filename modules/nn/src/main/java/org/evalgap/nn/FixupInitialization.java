package org.evalgap.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link NetworkSpec.Initialization#FIXUP}: what fills the weights of which layer. */
final class FixupInitialization {

    private static final int NO_LAYER = -1;

    private final Map<Integer, Initializer> weights = new HashMap<>();
    private final int blocks;
    private int next;

    FixupInitialization(NetworkSpec spec) {
        int[] residuals = {0};
        spec.forEachLayer((index, layer, input) -> residuals[0] += layer instanceof LayerSpec.Residual ? 1 : 0);
        blocks = residuals[0];
        zero(chain(spec.layers(), 1));
    }

    /** What fills {@code variable}: biases of layers with weights start at 0, affines and scalars as ever. */
    Initializer initializer(Variable variable) {
        if (!weights.containsKey(variable.layer())) {
            return variable.initializer();
        }
        return variable.role() == Variable.Role.WEIGHT ? weights.get(variable.layer()) : Initializer.ZERO;
    }

    /** Scales the weights of a chain; returns the number of its last layer that has any. */
    private int chain(List<LayerSpec> layers, double factor) {
        int last = NO_LAYER;
        for (LayerSpec layer : layers) {
            int index = next++;
            if (layer instanceof LayerSpec.Residual residual) {
                zero(chain(residual.body(), branchFactor(residual.body())));
                chain(residual.shortcut(), 1);
            } else if (layer instanceof Graph graph) {
                graph(graph);
            } else if (fanOut(layer) > 0) {
                weights.put(index, Initializer.normal(factor * Math.sqrt(2.0 / fanOut(layer))));
                last = index;
            }
        }
        return last;
    }

    private void graph(Graph graph) {
        for (Node node : graph.nodes()) {
            if (node.operator() instanceof LayerSpec layer) {
                chain(List.of(layer), 1);
            } else {
                next++;
            }
        }
    }

    /** L^(−1/(2m − 2)) for m layers with weights; of a single one the factor does not matter, as it starts at 0. */
    private double branchFactor(List<LayerSpec> body) {
        long weighted = body.stream().filter(layer -> fanOut(layer) > 0).count();
        return weighted < 2 ? 1 : Math.pow(blocks, -1.0 / (2 * weighted - 2));
    }

    private void zero(int layer) {
        if (layer != NO_LAYER) {
            weights.put(layer, Initializer.ZERO);
        }
    }

    /** Output values that one input value reaches; 0 for a layer without weights. */
    private static int fanOut(LayerSpec layer) {
        if (layer instanceof LayerSpec.Conv2d conv) {
            return conv.channels() * conv.kernel() * conv.kernel();
        }
        if (layer instanceof Spatial.Convolution conv) {
            Window.Size kernel = conv.window().kernel();
            return conv.channels() / conv.groups() * kernel.height() * kernel.width();
        }
        return layer instanceof LayerSpec.Linear linear ? linear.features() : 0;
    }
}
