package org.evalgap.study.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evalgap.nn.graph.LayerSpec.BatchNorm;
import org.evalgap.nn.graph.LayerSpec.Dropout;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;

/**
 * One BatchNorm layer in its network.
 *
 * @param layer number of the layer
 * @param norm its settings
 * @param pixels values of a channel in one image
 * @param replicas copies of the network that a batch is split over
 * @param dropoutAhead the nearest dropout ahead of it, if there is one with no other norm between
 */
record NormFacts(int layer, BatchNorm norm, int pixels, int replicas, Optional<Dropout> dropoutAhead) {

    static List<NormFacts> of(NetworkSpec spec) {
        List<NormFacts> norms = new ArrayList<>();
        List<Dropout> ahead = new ArrayList<>();
        spec.forEachLayer((index, layer, input) -> {
            Optional<NormSpec> found = NormSpec.of(layer);
            if (layer instanceof Dropout dropout && dropout.probability() > 0) {
                ahead.add(dropout);
            } else if (found.isPresent() && found.get() instanceof BatchNorm norm) {
                Optional<Dropout> nearest =
                        ahead.isEmpty() ? Optional.empty() : Optional.of(ahead.get(ahead.size() - 1));
                norms.add(new NormFacts(index, norm, input.pixels(), spec.replicas(), nearest));
                ahead.clear();
            } else if (found.isPresent()) {
                ahead.clear();
            }
        });
        return List.copyOf(norms);
    }

    /** Images whose statistics it takes together. */
    int imagesPerSet(int batchSize) {
        int ghost = norm.ghostBatchSize();
        return ghost == 0 ? (batchSize + replicas - 1) / replicas : Math.min(ghost, batchSize);
    }

    /** Values of a channel that it normalizes together. */
    int values(int batchSize) {
        return imagesPerSet(batchSize) * pixels;
    }

    /** Updates of its running statistics in so many steps. */
    long updates(long steps, int batchSize) {
        int images = imagesPerSet(batchSize);
        return replicas > 1 ? steps : steps * ((batchSize + images - 1) / images);
    }

    /** Weight of mean 0 and variance 1, where the running statistics started, after so many updates. */
    double startWeight(long updates) {
        return norm.cumulative() ? 0 : Math.pow(1 - norm.momentum(), updates);
    }

    /**
     * Standard deviation of a running mean, in standard deviations of the channel, when n independent values make a
     * batch: √(ρ / ((2 − ρ) n)).
     */
    double meanNoise(int values) {
        return norm.cumulative() ? 0 : Math.sqrt(norm.momentum() / ((2 - norm.momentum()) * values));
    }
}
