package org.evalgap.experiment.statistics;

import org.evalgap.data.random.Seed;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.kernel.Precision;

/**
 * A network whose BatchNorm layers measure whole batches: itself, or with a ghost batch size, replicas or {@link BatchRenorm}
 * another.
 */
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
        if (layer instanceof BatchRenorm norm) {
            // Of the same arrays, and of large batches the same without what running statistics have to do with it.
            return new LayerSpec.BatchNorm(norm.momentum(), false, norm.epsilon(), 0);
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
