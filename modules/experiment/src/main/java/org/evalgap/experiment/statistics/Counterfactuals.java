package org.evalgap.experiment.statistics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.statistics.RandomBatches.Path;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.Network;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.study.settings.TrainingConfig;

/** The statistics that one network could have without one cause after another, from its training images. */
final class Counterfactuals {

    private final Network network;
    private final TrainingConfig training;
    private final TransformPair transforms;
    private final RandomBatches random;
    private final boolean isRandom;
    private final int large;
    private final List<LayerStatistics> start;
    private final List<LayerStatistics> trained;
    private final Replay.Replayed replayed;

    /**
     * Replays the end of the training.
     *
     * @param start running statistics before the training
     * @param batches of the training
     * @param large most images of a batch that counts as large
     * @param seed root of the streams of random batches
     * @param checkpoint runs before every pass; may throw to end the work
     */
    Counterfactuals(
            Network network,
            TrainingConfig training,
            List<LayerStatistics> start,
            TrainingBatches batches,
            int large,
            TransformPair transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.transforms = transforms;
        random = new RandomBatches(network, training.composition(), dataset, seed, checkpoint);
        isRandom = batches.areRandom();
        this.large = large;
        this.start = start;
        trained = LayerStatistics.of(network);
        replayed = Replay.of(network, batches, checkpoint);
    }

    /** The running statistics as they are. */
    Replacement trained() {
        return Replacement.forAll(trained);
    }

    /**
     * From staleness to shift, what each cause that could act leaves when it and those before it are gone. Where one
     * cannot act, the object is that of the cause before.
     */
    Map<StatisticsCause, Replacement> without() {
        Map<StatisticsCause, Replacement> without = new EnumMap<>(StatisticsCause.class);
        Replacement remembered = Replacement.forAll(replayed.remembered());
        Replacement average = Replacement.forAll(replayed.average());
        without.put(
                StatisticsCause.STALENESS, withStart().map(Replacement::forAll).orElse(remembered));
        without.put(StatisticsCause.START, remembered);
        without.put(StatisticsCause.NOISE, average);
        without.put(
                StatisticsCause.COMPOSITION,
                domains() > 1
                        ? new Replacement(replayed.averageOfDomain())
                        : isRandom ? average : Replacement.forAll(shuffled()));
        Path trainPath = new Path(transforms.train(), true);
        Path evalPath = new Path(transforms.eval(), false);
        Replacement ofLarge = large(trainPath);
        without.put(StatisticsCause.SIZE, ofLarge);
        without.put(StatisticsCause.SHIFT, hasNoShift() ? ofLarge : large(evalPath));
        return without;
    }

    /** Without composition but that all input domains share their statistics; empty with one domain. */
    Optional<Replacement> shared() {
        return domains() > 1 ? Optional.of(Replacement.forAll(shuffled())) : Optional.empty();
    }

    private int domains() {
        return replayed.averageOfDomain().size();
    }

    private List<LayerStatistics> shuffled() {
        return random.ofSize(training.batchSize(), replayed.images(), new Path(transforms.train(), true));
    }

    private Replacement large(Path path) {
        return new Replacement(IntStream.range(0, domains())
                .mapToObj(domain -> random.large(large, replayed.images().ofDomain(domain), path))
                .toList());
    }

    private boolean hasNoShift() {
        return !network.spec().hasDropout() && transforms.train().equals(transforms.eval());
    }

    /** With the weight that the start has in the statistics as trained; empty where it has none. */
    private Optional<List<LayerStatistics>> withStart() {
        List<Recurrence> recurrences = Recurrence.of(network);
        List<RunningStatistics> running = network.runningStatistics();
        double[] weights = IntStream.range(0, trained.size())
                .mapToDouble(i -> recurrences
                        .get(i)
                        .startWeight(
                                trained.get(i), start.get(i), running.get(i).batches()))
                .toArray();
        return Arrays.stream(weights).allMatch(weight -> weight == 0)
                ? Optional.empty()
                : Optional.of(IntStream.range(0, weights.length)
                        .mapToObj(i ->
                                replayed.remembered().get(i).withStart(start.get(i), weights[i], recurrences.get(i)))
                        .toList());
    }
}
