package org.evalgap.experiment.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.WithoutAffine;

/**
 * How one layer's running statistics follow the batches of a training.
 *
 * @param momentum weight of a new batch; of no meaning if {@code plain}
 * @param plain whether all batches weigh the same: a cumulative average, and the limit of a momentum of 0
 * @param fixed whether no batch moves the statistics: a momentum of 0
 * @param epsilon that the layer adds to a variance
 * @param samplesPerUpdate samples of a batch that move the statistics at once
 * @param instances whether each sample is normalized by itself, and the mean over samples moves the statistics
 * @param deviations whether it is the roots of biased variances that are averaged
 */
record Recurrence(
        double momentum,
        boolean plain,
        boolean fixed,
        double epsilon,
        int samplesPerUpdate,
        boolean instances,
        boolean deviations) {

    /** Weight of all older batches together at which they are left out. */
    private static final double FORGOTTEN = 1e-6;

    /** One for each layer of a network with running statistics, in their order. */
    static List<Recurrence> of(Network network) {
        Map<Integer, Recurrence> byLayer = new HashMap<>();
        network.spec()
                .forEachLayer(
                        (index, layer, input) -> of(layer).ifPresent(recurrence -> byLayer.put(index, recurrence)));
        return network.runningStatistics().stream()
                .map(running -> byLayer.get(running.layer()))
                .toList();
    }

    private static Optional<Recurrence> of(LayerSpec layer) {
        if (layer instanceof WithoutAffine plain) {
            return of(plain.normalization());
        } else if (layer instanceof LayerSpec.BatchNorm norm) {
            boolean fixed = !norm.cumulative() && norm.momentum() == 0;
            int samples = norm.ghostBatchSize() == 0 ? Integer.MAX_VALUE : norm.ghostBatchSize();
            return Optional.of(new Recurrence(
                    norm.momentum(), norm.cumulative() || fixed, fixed, norm.epsilon(), samples, false, false));
        } else if (layer instanceof BatchRenorm norm) {
            boolean fixed = norm.momentum() == 0;
            return Optional.of(
                    new Recurrence(norm.momentum(), fixed, fixed, norm.epsilon(), Integer.MAX_VALUE, false, true));
        } else if (layer instanceof InstanceNorm norm && norm.tracked()) {
            boolean fixed = norm.momentum() == 0;
            return Optional.of(
                    new Recurrence(norm.momentum(), fixed, fixed, norm.epsilon(), Integer.MAX_VALUE, true, false));
        }
        return Optional.empty();
    }

    /** What is averaged of a variance: itself, or its root. */
    double spread(double variance) {
        return deviations ? Math.sqrt(variance + epsilon) : variance;
    }

    /** The variance that an average of {@link #spread} stands for. */
    double variance(double spread) {
        return deviations ? spread * spread - epsilon : spread;
    }

    /** Batches, at most {@code all}, after which what was before them no longer matters. */
    long memory(long all) {
        if (plain) {
            return all;
        }
        long remembered = (long) Math.ceil(Math.log(FORGOTTEN) / Math.log1p(-momentum));
        return Math.min(all, Math.max(1, remembered));
    }

    /** Times that a whole training updates the statistics. */
    long updates(TrainingBatches training) {
        long updates = 0;
        for (long step = 0; step < training.stepsThatMoveStatistics(); step++) {
            int size = training.size((int) (step % training.perEpoch()));
            updates += Math.max(1, (size + (long) samplesPerUpdate - 1) / samplesPerUpdate);
        }
        return updates;
    }

    /**
     * Weight that the start has in running statistics; 0 where it no longer matters.
     *
     * @param start what they were before the training
     * @param seen updates that they count
     */
    double startWeight(LayerStatistics statistics, LayerStatistics start, long seen) {
        if (fixed || seen == 0 || statistics.isSame(start)) {
            return 1;
        }
        double left = plain ? 0 : Math.pow(1 - momentum, seen);
        return left < FORGOTTEN ? 0 : left;
    }
}
