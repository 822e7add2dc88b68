package org.evalgap.experiment.statistics;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.experiment.evaluation.Passes;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;

/**
 * The last batches that moved a training's running statistics, passed once more through the network as it is now: the
 * same images, transforms and dropout masks in the same order.
 */
final class Replay {

    private final TrainingBatches batches;
    private final List<Memory> memories;
    private final long end;
    private final long firstRemembered;
    private final long firstAveraged;
    private final Recalibration average;
    private final List<Recalibration> averageOfDomain = new ArrayList<>();
    private final List<Integer> indices = new ArrayList<>();
    private final List<Integer> domains = new ArrayList<>();

    /**
     * What a replay gives.
     *
     * @param remembered what the recurrence makes of the batches, without the start
     * @param average plain averages over as many of the last batches as an epoch has; of a shorter training, over its
     *     first epoch as if it had been trained to its end. On replicas, of all their parts where these are random draws,
     *     else of those that move the running statistics
     * @param averageOfDomain the same over the batches of each input domain alone
     * @param images those of {@code average}
     */
    record Replayed(
            List<LayerStatistics> remembered,
            List<LayerStatistics> average,
            List<List<LayerStatistics>> averageOfDomain,
            DrawnImages images) {}

    private Replay(Network network, TrainingBatches batches) {
        this.batches = batches;
        memories = Memory.of(network);
        average = new Recalibration(network);
        for (int domain = 0; domain < batches.domains(); domain++) {
            averageOfDomain.add(new Recalibration(network));
        }
        long moved = batches.stepsThatMoveStatistics();
        firstRemembered = moved
                - memories.stream()
                        .mapToLong(memory -> memory.recurrence().memory(moved))
                        .max()
                        .orElse(0);
        firstAveraged = Math.max(0, moved - batches.perEpoch());
        end = firstAveraged + batches.perEpoch();
    }

    /** @param checkpoint runs before every pass; may throw to end the work */
    static Replayed of(Network network, TrainingBatches batches, Runnable checkpoint) {
        Replay replay = new Replay(network, batches);
        try (Passes passes = new Passes(network)) {
            replay.walk(passes, checkpoint);
        }
        return replay.result();
    }

    private void walk(Passes passes, Runnable checkpoint) {
        long first = Math.min(firstRemembered, firstAveraged);
        long step = first - first % batches.perEpoch();
        while (step < end) {
            TrainingBatches.Walk walk = batches.epoch(Math.toIntExact(step / batches.perEpoch()));
            for (; walk.hasNext() && step < end; step++) {
                if (step < first) {
                    walk.skip();
                    continue;
                }
                checkpoint.run();
                walk.next();
                Pass pass = passes.of(walk.size(), Mode.TRAIN);
                pass.forward(walk.images(), walk.dropout());
                add(step, walk, pass);
            }
        }
    }

    private void add(long step, TrainingBatches.Walk walk, Pass pass) {
        if (step >= firstRemembered && step < batches.stepsThatMoveStatistics()) {
            List<BatchStatistics> batch = pass.batchStatistics();
            for (int i = 0; i < memories.size(); i++) {
                memories.get(i).add(batch.get(i).moving());
            }
        }
        if (step >= firstAveraged) {
            List<BatchStatistics> batch = batches.areRandom()
                    ? pass.batchStatistics()
                    : pass.batchStatistics().stream()
                            .map(BatchStatistics::moving)
                            .toList();
            average.add(batch);
            averageOfDomain.get(walk.domain()).add(batch);
            for (int i = 0; i < walk.size(); i++) {
                indices.add(walk.index(i));
                domains.add(walk.domain());
            }
        }
    }

    private Replayed result() {
        List<LayerStatistics> averages = LayerStatistics.averages(average);
        boolean noneMoved = batches.stepsThatMoveStatistics() == 0;
        return new Replayed(
                noneMoved ? averages : memories.stream().map(Memory::statistics).toList(),
                averages,
                averageOfDomain.stream().map(LayerStatistics::averages).toList(),
                new DrawnImages(array(indices), array(domains)));
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
