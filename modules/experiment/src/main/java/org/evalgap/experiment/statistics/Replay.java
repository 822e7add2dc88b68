package org.evalgap.experiment.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.experiment.evaluation.Passes;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.BatchStatistics;
import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.Mode;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.RunningStatistics;

/**
 * The last batches that moved a training's running statistics, passed once more through the network as it is now: the
 * same images, transforms and dropout masks in the same order.
 */
final class Replay {

    private final Network network;
    private final TrainingBatches batches;
    private final Runnable checkpoint;

    /**
     * What a replay gives.
     *
     * @param remembered what the recurrence makes of the batches, without the start
     * @param average plain averages over as many of the last batches as an epoch has; of a shorter training, over its
     *     first epoch as if it had been trained to its end
     * @param images those of {@code average}
     */
    record Replayed(List<NormStatistics> remembered, List<NormStatistics> average, DrawnImages images) {}

    Replay(Network network, TrainingBatches batches, Runnable checkpoint) {
        this.network = network;
        this.batches = batches;
        this.checkpoint = checkpoint;
    }

    /** One for each BatchNorm layer, in their order. */
    static List<Memory> memories(Network network) {
        Map<Integer, LayerSpec.BatchNorm> specs = new HashMap<>();
        network.spec().forEachLayer((index, layer, input) -> {
            if (layer instanceof LayerSpec.BatchNorm norm) {
                specs.put(index, norm);
            }
        });
        List<Memory> memories = new ArrayList<>();
        for (RunningStatistics running : network.runningStatistics()) {
            memories.add(new Memory(running.layer(), specs.get(running.layer()), running.channels()));
        }
        return memories;
    }

    Replayed run() {
        List<Memory> memories = memories(network);
        Recalibration average = new Recalibration(network);
        List<Integer> indices = new ArrayList<>();
        List<Integer> domains = new ArrayList<>();
        long last = batches.stepsThatMoveStatistics();
        long firstRemembered = last
                - memories.stream()
                        .mapToLong(memory -> memory.length(last))
                        .max()
                        .orElse(0);
        long firstAveraged = Math.max(0, last - batches.perEpoch());
        long end = firstAveraged + batches.perEpoch();
        long first = Math.min(firstRemembered, firstAveraged);
        try (Passes passes = new Passes(network)) {
            for (long epoch = first / batches.perEpoch(); epoch * batches.perEpoch() < end; epoch++) {
                TrainingBatches.Walk walk = batches.epoch(Math.toIntExact(epoch));
                long step = epoch * batches.perEpoch();
                for (; walk.hasNext() && step < end; step++) {
                    if (step < first) {
                        walk.skip();
                        continue;
                    }
                    Pass pass = forward(walk, passes);
                    if (step >= firstRemembered && step < last) {
                        add(pass.batchStatistics(), memories);
                    }
                    if (step >= firstAveraged) {
                        average.add(pass);
                        for (int i = 0; i < walk.size(); i++) {
                            indices.add(walk.index(i));
                            domains.add(walk.domain());
                        }
                    }
                }
            }
        }
        List<NormStatistics> averages = NormStatistics.of(average, Estimator.CUMULATIVE);
        return new Replayed(
                firstRemembered < last ? Memory.statistics(memories) : averages,
                averages,
                new DrawnImages(array(indices), array(domains)));
    }

    private Pass forward(TrainingBatches.Walk walk, Passes passes) {
        checkpoint.run();
        walk.next();
        Pass pass = passes.of(walk.size(), Mode.TRAIN);
        pass.forward(walk.images(), walk.dropout());
        return pass;
    }

    private static void add(List<BatchStatistics> batch, List<Memory> memories) {
        for (int i = 0; i < memories.size(); i++) {
            memories.get(i).add(batch.get(i));
        }
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
