package org.evalgap.experiment.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.nn.Network;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.RunningStatistics;

/**
 * What one layer's running statistics remember of a series of batches, without the start: averages in which a batch
 * weighs 1 − momentum times as much as the one after it.
 */
final class Memory {

    private final int layer;
    private final Recurrence recurrence;
    private final double[] mean;
    /** Variances, or what is averaged in their place. */
    private final double[] spread;

    private double weight;
    private long updates;

    private Memory(RunningStatistics running, Recurrence recurrence) {
        this.layer = running.layer();
        this.recurrence = recurrence;
        mean = new double[running.channels()];
        spread = new double[running.channels()];
    }

    /** One for each layer of a network with running statistics, in their order. */
    static List<Memory> of(Network network) {
        List<Recurrence> recurrences = Recurrence.of(network);
        List<RunningStatistics> running = network.runningStatistics();
        return IntStream.range(0, running.size())
                .mapToObj(i -> new Memory(running.get(i), recurrences.get(i)))
                .toList();
    }

    Recurrence recurrence() {
        return recurrence;
    }

    /** Adds a batch. */
    void add(BatchStatistics batch) {
        if (recurrence.instances()) {
            double share = nextShare() / batch.sets();
            double kept = 1 - share * batch.sets();
            for (int c = 0; c < mean.length; c++) {
                mean[c] *= kept;
                spread[c] *= kept;
                for (int set = 0; set < batch.sets(); set++) {
                    mean[c] += share * batch.mean(set, c);
                    spread[c] += share * unbiased(batch, set, c);
                }
            }
            return;
        }
        for (int set = 0; set < batch.sets(); set++) {
            double share = nextShare();
            for (int c = 0; c < mean.length; c++) {
                mean[c] += share * (batch.mean(set, c) - mean[c]);
                spread[c] += share * (spread(batch, set, c) - spread[c]);
            }
        }
    }

    /** Part of the average that the next update is. */
    private double nextShare() {
        updates++;
        if (recurrence.plain()) {
            return 1.0 / updates;
        }
        weight = (1 - recurrence.momentum()) * weight + recurrence.momentum();
        return recurrence.momentum() / weight;
    }

    private double spread(BatchStatistics batch, int set, int channel) {
        return recurrence.deviations()
                ? recurrence.spread(batch.variance(set, channel))
                : unbiased(batch, set, channel);
    }

    private static double unbiased(BatchStatistics batch, int set, int channel) {
        return batch.variance(set, channel) * batch.count(set) / (batch.count(set) - 1);
    }

    LayerStatistics statistics() {
        return new LayerStatistics(
                layer,
                mean.clone(),
                Arrays.stream(spread).map(recurrence::variance).toArray());
    }
}
