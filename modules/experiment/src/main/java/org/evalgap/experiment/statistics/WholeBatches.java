package org.evalgap.experiment.statistics;

import java.util.List;
import org.evalgap.data.random.Seed;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.kernel.Precision;

/** A network whose BatchNorm layers measure whole batches: itself, or with a ghost batch size or replicas another. */
final class WholeBatches implements AutoCloseable {

    private final Network original;
    private final Network network;

    WholeBatches(Network original) {
        this.original = original;
        NetworkSpec spec = original.spec();
        List<LayerSpec> layers = whole(spec.layers());
        if (layers.equals(spec.layers()) && spec.replicas() == 1) {
            network = original;
        } else {
            network = Network.create(
                    new NetworkSpec(spec.input(), spec.classes(), layers, spec.initialization()),
                    Precision.FLOAT,
                    new Seed(0).generator());
            network.restore(original.state());
        }
    }

    Network network() {
        return network;
    }

    private static List<LayerSpec> whole(List<LayerSpec> layers) {
        return layers.stream().map(WholeBatches::whole).toList();
    }

    private static LayerSpec whole(LayerSpec layer) {
        if (layer instanceof LayerSpec.BatchNorm norm) {
            return new LayerSpec.BatchNorm(norm.momentum(), norm.cumulative(), norm.epsilon(), 0);
        }
        if (layer instanceof WithoutAffine plain) {
            return new WithoutAffine(whole(plain.normalization()));
        } else if (layer instanceof LayerSpec.Residual block) {
            return new LayerSpec.Residual(whole(block.body()), whole(block.shortcut()));
        } else if (layer instanceof Graph graph) {
            return new Graph(
                    graph.input(),
                    graph.nodes().stream().map(WholeBatches::whole).toList(),
                    graph.output());
        }
        return layer;
    }

    private static Node whole(Node node) {
        return node.operator() instanceof LayerSpec layer
                ? new Node(node.name(), whole(layer), node.inputs(), node.parameters())
                : node;
    }

    @Override
    public void close() {
        if (network != original) {
            network.close();
        }
    }
}
