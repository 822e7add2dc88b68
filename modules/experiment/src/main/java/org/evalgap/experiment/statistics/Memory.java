package org.evalgap.experiment.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.Network;

/**
 * How one BatchNorm layer's running statistics remember batches, and what they would remember of a series of them:
 * averages in which a batch weighs 1 − momentum times as much as the one after it, without the start.
 */
final class Memory {

    /** Weight of all older batches together at which they are left out. */
    private static final double FORGOTTEN = 1e-6;

    private final int layer;
    private final LayerSpec.BatchNorm spec;
    private final double[] mean;
    private final double[] variance;
    private double weight;
    private long batches;

    private Memory(int layer, LayerSpec.BatchNorm spec, int channels) {
        this.layer = layer;
        this.spec = spec;
        mean = new double[channels];
        variance = new double[channels];
    }

    /** One for each BatchNorm layer of a network, in their order. */
    static List<Memory> of(Network network) {
        Map<Integer, LayerSpec.BatchNorm> specs = new HashMap<>();
        network.spec().forEachLayer((index, layer, input) -> {
            if (layer instanceof LayerSpec.BatchNorm norm) {
                specs.put(index, norm);
            }
        });
        return network.runningStatistics().stream()
                .map(running -> new Memory(running.layer(), specs.get(running.layer()), running.channels()))
                .toList();
    }

    double epsilon() {
        return spec.epsilon();
    }

    /** Batches, at most {@code all}, after which what was before them no longer matters. */
    long length(long all) {
        if (spec.cumulative() || spec.momentum() == 0) {
            return all;
        }
        long remembered = (long) Math.ceil(Math.log(FORGOTTEN) / Math.log1p(-spec.momentum()));
        return Math.min(all, Math.max(1, remembered));
    }

    /** Times that a whole training updates the statistics. */
    long updates(TrainingBatches training) {
        long updates = 0;
        for (long step = 0; step < training.stepsThatMoveStatistics(); step++) {
            int size = training.size((int) (step % training.perEpoch()));
            updates += spec.ghostBatchSize() == 0 ? 1 : (size + spec.ghostBatchSize() - 1) / spec.ghostBatchSize();
        }
        return updates;
    }

    /** Weight that the start has in running statistics; 0 where it no longer matters. */
    double startWeight(LayerStatistics statistics, long seen) {
        if (seen == 0 || statistics.isStart()) {
            return 1;
        }
        double left = spec.cumulative() ? 0 : Math.pow(1 - spec.momentum(), seen);
        return left < FORGOTTEN ? 0 : left;
    }

    /** Adds a batch; with a ghost batch size each set of samples is one. */
    void add(BatchStatistics batch) {
        for (int set = 0; set < batch.sets(); set++) {
            batches++;
            // Without momentum no batch weighs more than another, as in the limit of a small one.
            boolean plain = spec.cumulative() || spec.momentum() == 0;
            weight = plain ? 1 : (1 - spec.momentum()) * weight + spec.momentum();
            double share = plain ? 1.0 / batches : spec.momentum() / weight;
            double unbiased = batch.count(set) / (batch.count(set) - 1);
            for (int c = 0; c < mean.length; c++) {
                mean[c] += share * (batch.mean(set, c) - mean[c]);
                variance[c] += share * (unbiased * batch.variance(set, c) - variance[c]);
            }
        }
    }

    LayerStatistics statistics() {
        return new LayerStatistics(layer, mean.clone(), variance.clone());
    }
}
