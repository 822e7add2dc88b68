package org.evalgap.experiment.statistics;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.statistics.RandomBatches.Path;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.Network;
import org.evalgap.nn.RunningStatistics;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.study.config.TrainingConfig;

/** The statistics that one network could have without one cause after another, from its training images. */
final class Counterfactuals {

    /** Batches of this many times the training's size count as large. */
    private static final int TIMES_THE_TRAINING = 4;

    /** Batches of this many times the evaluation's size, of which memory holds one anyway, do so too. */
    private static final int TIMES_THE_EVALUATION = 2;

    private final Network network;
    private final TrainingConfig training;
    private final TransformPair transforms;
    private final RandomBatches random;
    private final int large;
    private final List<NormStatistics> trained;
    private final Replay.Replayed replayed;

    /**
     * Replays the end of the training.
     *
     * @param batches of the training
     * @param evaluationBatchSize images of a pass with running statistics
     * @param seed root of the streams of random batches
     * @param checkpoint runs before every pass; may throw to end the work
     */
    Counterfactuals(
            Network network,
            TrainingConfig training,
            TrainingBatches batches,
            int evaluationBatchSize,
            TransformPair transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.transforms = transforms;
        random = new RandomBatches(network, training.composition(), dataset, seed, checkpoint);
        large = Math.max(TIMES_THE_TRAINING * training.batchSize(), TIMES_THE_EVALUATION * evaluationBatchSize);
        trained = NormStatistics.of(network);
        replayed = new Replay(network, batches, checkpoint).run();
    }

    /** The running statistics as they are. */
    List<NormStatistics> trained() {
        return trained;
    }

    /**
     * From staleness to shift, what each cause that could act leaves when it and those before it are gone. Where one
     * cannot act, the object is that of the cause before.
     */
    Map<StatisticsCause, List<NormStatistics>> without() {
        Path trainPath = new Path(transforms.train(), true);
        Path evalPath = new Path(transforms.eval(), false);
        DrawnImages images = replayed.images();
        Map<StatisticsCause, List<NormStatistics>> without = new EnumMap<>(StatisticsCause.class);
        without.put(StatisticsCause.STALENESS, withStart());
        without.put(StatisticsCause.START, replayed.remembered());
        without.put(StatisticsCause.NOISE, replayed.average());
        without.put(
                StatisticsCause.COMPOSITION,
                training.composition() instanceof BatchComposition.Iid
                        ? replayed.average()
                        : random.ofSize(training.batchSize(), images, trainPath));
        List<NormStatistics> ofLarge = random.large(large, images, trainPath);
        without.put(StatisticsCause.SIZE, ofLarge);
        without.put(
                StatisticsCause.SHIFT,
                !hasDropout() && transforms.train().equals(transforms.eval())
                        ? ofLarge
                        : random.large(large, images, evalPath));
        return without;
    }

    /** As without shift, of the images of one input domain. */
    List<NormStatistics> ofDomain(int domain) {
        return random.large(large, replayed.images().ofDomain(domain), new Path(transforms.eval(), false));
    }

    private List<NormStatistics> withStart() {
        List<Memory> memories = Replay.memories(network);
        List<RunningStatistics> running = network.runningStatistics();
        double[] weights = IntStream.range(0, trained.size())
                .mapToDouble(i -> memories.get(i).startWeight(trained.get(i), running.get(i).batches()))
                .toArray();
        return IntStream.range(0, weights.length).allMatch(i -> weights[i] == 0)
                ? replayed.remembered()
                : IntStream.range(0, weights.length)
                        .mapToObj(i -> replayed.remembered().get(i).withStart(weights[i]))
                        .toList();
    }

    private boolean hasDropout() {
        boolean[] found = {false};
        network.spec()
                .forEachLayer((index, layer, input) ->
                        found[0] |= layer instanceof LayerSpec.Dropout dropout && dropout.probability() > 0);
        return found[0];
    }
}
