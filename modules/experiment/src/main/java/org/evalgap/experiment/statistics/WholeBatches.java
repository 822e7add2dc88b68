package org.evalgap.experiment.statistics;

import org.evalgap.data.random.Seed;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.kernel.Precision;

/** A network whose BatchNorm layers measure whole batches: itself, or with a ghost batch size or replicas another. */
final class WholeBatches implements AutoCloseable {

    private final Network original;
    private final Network network;

    WholeBatches(Network original) {
        this.original = original;
        NetworkSpec whole = original.spec().map(WholeBatches::whole).onReplicas(1);
        if (whole.equals(original.spec())) {
            network = original;
        } else {
            network = Network.create(whole, Precision.FLOAT, new Seed(0).generator());
            network.restore(original.state());
        }
    }

    Network network() {
        return network;
    }

    private static LayerSpec whole(LayerSpec layer) {
        if (layer instanceof LayerSpec.BatchNorm norm) {
            return new LayerSpec.BatchNorm(norm.momentum(), norm.cumulative(), norm.epsilon(), 0);
        }
        return layer instanceof WithoutAffine plain ? new WithoutAffine(whole(plain.normalization())) : layer;
    }

    @Override
    public void close() {
        if (network != original) {
            network.close();
        }
    }
}
