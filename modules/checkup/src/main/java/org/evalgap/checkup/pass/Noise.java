package org.evalgap.checkup.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.state.PopulationMoments;

/**
 * Whether a running average's short memory explains how far the stored means are off. With momentum ρ, weights that stay,
 * and random batches, the running mean scatters around the mean of means with variance ρ / (2 − ρ) · Var(batch means):
 * what it misses by is then 1 in that unit. Statistics of other weights miss by more.
 */
public final class Noise {

    private Noise() {}

    /** Median over layers of the mean square over channels; empty with fewer than two batches or a cumulative average. */
    public static OptionalDouble of(Network network, List<NormStatistics> stored, List<PopulationMoments> batches) {
        Map<Integer, LayerSpec.BatchNorm> norms = new HashMap<>();
        network.spec().forEachLayer((index, layer, input) -> {
            if (layer instanceof LayerSpec.BatchNorm norm) {
                norms.put(index, norm);
            }
        });
        List<Double> ofLayers = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            LayerSpec.BatchNorm norm = norms.get(batches.get(i).layer());
            if (norm != null && !norm.cumulative() && batches.get(i).batches() > 1) {
                layer(stored.get(i), batches.get(i), norm.momentum()).ifPresent(ofLayers::add);
            }
        }
        double[] sorted =
                ofLayers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    private static OptionalDouble layer(NormStatistics stored, PopulationMoments batches, double momentum) {
        double[] squares = new double[stored.mean().length];
        Arrays.setAll(squares, c -> {
            double off = stored.mean()[c] - batches.meanOfMeans(c);
            double expected = (momentum / (2 - momentum) + 1.0 / batches.batches()) * batches.varianceOfMeans(c);
            return expected > 0 ? off * off / expected : Double.NaN;
        });
        return Arrays.stream(squares).filter(Double::isFinite).average();
    }
}
