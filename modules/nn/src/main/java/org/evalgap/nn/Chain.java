package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** Layers one after another as one layer: an operator whose kernels need another before or after them. */
final class Chain implements Layer {

    private final List<Layer> layers;

    private Chain(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * The chain; of a single layer, that layer.
     *
     * @param layers at least one
     */
    static Layer of(List<Layer> layers) {
        return layers.size() == 1 ? layers.get(0) : new Chain(layers);
    }

    @Override
    public List<Variable> variables() {
        return layers.stream().flatMap(layer -> layer.variables().stream()).toList();
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        List<Node> nodes = new ArrayList<>();
        Tensor y = x;
        for (Layer layer : layers) {
            Node node = layer.compile(c, y);
            // What lies between is nobody's else, unless it is the input or the output under another shape.
            if (!y.sharesStart(x) && !y.sharesStart(node.output())) {
                c.release(y);
            }
            nodes.add(node);
            y = node.output();
        }
        return new ChainNode(nodes, y);
    }

    private record ChainNode(List<Node> nodes, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor gradient = dy;
            for (int i = nodes.size() - 1; i >= 0; i--) {
                gradient = nodes.get(i).backward(c, gradient);
            }
            return gradient;
        }
    }
}
