package org.evalgap.experiment.statistics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.attribution.Bootstrap;
import org.evalgap.experiment.evaluation.EvaluationBatches;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.remedy.Undo;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.Network;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Splits the eval-mode degradation of a trained network by {@link StatisticsCause}: EVAL mode is measured on the test
 * images with the running statistics as trained and with others in their place, each set without one cause more. The
 * network is afterwards as it was, to the bit.
 *
 * <p>Every set of statistics is of training images and of the final weights. From the last batches of the training,
 * replayed, follow what the recurrence makes of them (staleness; start) and their plain average over one epoch (noise);
 * the same images in random batches of the training's size (composition), in large ones (size) and in large ones on the
 * EVAL path (shift) give the others. From composition on, each input domain has statistics of its own. As running
 * statistics are, those up to composition are averages of batches' means and unbiased variances. So what batch means vary is not in a
 * variance: it shows as composition where batches differ more than random ones do, as size where they are small. From
 * there on variances are those of all values together.
 *
 * <p>BatchRenorm averages standard deviations, and its passes with batch statistics depend on the running ones: batches are
 * replayed with those that the network has in the end, which is staleness where they moved; that a mean of variances is larger
 * than the square of a mean of deviations is noise. Large batches are passed as BatchNorm's, which is what they would give.
 *
 * <p>Where a cause cannot act, nothing is measured for it and its part is exactly 0: the start after many batches,
 * composition with random batches, shift without dropout and with one transform.
 *
 * <p>Intervals come from resampling the test images. They say how sure a part is of this network and these statistics;
 * what another draw of batches or another seed would give is a matter of replicates.
 */
public final class StatisticsCauses {

    private static final Protocol BATCH_STATISTICS =
            new Protocol(Mode.Statistics.BATCH, Dropping.OFF, TransformSide.EVAL, Protocol.Split.TEST);
    private static final Protocol TRAIN_MODE = Protocol.trainMode(Protocol.Split.TEST);

    private final Network network;
    private final TrainingConfig training;
    private final EvaluationConfig config;
    private final TransformPair transforms;
    private final Dataset dataset;
    private final List<LayerStatistics> start;
    private final Seed trainingSeed;
    private final Seed seed;
    private final Evaluator evaluator;
    private final Runnable checkpoint;

    /** What the network does once some causes are gone. */
    private record Stage(double accuracy, double loss, ImageOutcomes outcomes) {
        static Stage of(Measurement measurement) {
            return new Stage(measurement.accuracy(), measurement.loss(), measurement.outcomes());
        }
    }

    /**
     * @param start state of the network before its first step
     * @param trainingSeed that the network was trained with
     * @param seed root of the streams of random batches and resamples
     * @param evaluator of the same network
     * @param checkpoint runs before every pass; may throw to end the work
     */
    public StatisticsCauses(
            Network network,
            TrainingConfig training,
            EvaluationConfig config,
            TransformPair transforms,
            Dataset dataset,
            State start,
            Seed trainingSeed,
            Seed seed,
            Evaluator evaluator,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.config = config;
        this.transforms = transforms;
        this.dataset = dataset;
        this.start = LayerStatistics.of(network, start);
        this.trainingSeed = trainingSeed;
        this.seed = seed;
        this.evaluator = evaluator;
        this.checkpoint = checkpoint;
    }

    /**
     * Measures the network as it is now.
     *
     * @param measured protocols of it that were measured before; others that are needed are measured now
     * @return empty without BatchNorm
     */
    public Optional<CauseFigures> measure(Map<Protocol, Measurement> measured) {
        if (network.runningStatistics().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Undo.after(network, () -> figures(measured)));
    }

    private CauseFigures figures(Map<Protocol, Measurement> measured) {
        TrainingBatches batches = new TrainingBatches(training, transforms.train(), dataset, trainingSeed);
        StatisticsState state = state(batches);
        Counterfactuals statistics = new Counterfactuals(
                network,
                training,
                start,
                batches,
                config.largeBatch(training),
                transforms,
                dataset,
                seed.child("batches"),
                checkpoint);
        Map<StatisticsCause, Replacement> without = statistics.without();
        Map<Protocol, Measurement> modes = modes(measured);
        Stage trained = Stage.of(modes.get(Protocol.DEPLOYED));
        Map<Replacement, Stage> distinct = new IdentityHashMap<>();
        Map<StatisticsCause, Stage> stages = new EnumMap<>(StatisticsCause.class);
        without.forEach((cause, replaced) -> stages.put(cause, distinct.computeIfAbsent(replaced, this::evalMode)));
        stages.put(StatisticsCause.BATCH, Stage.of(modes.get(BATCH_STATISTICS)));
        stages.put(StatisticsCause.DROPOUT, Stage.of(modes.get(TRAIN_MODE)));
        return new CauseFigures(
                state,
                steps(trained, stages),
                statistics
                        .shared()
                        .map(shared -> evalMode(shared).accuracy - stages.get(StatisticsCause.NOISE).accuracy),
                distances(statistics.trained(), without));
    }

    private Map<Protocol, Measurement> modes(Map<Protocol, Measurement> measured) {
        Map<Protocol, Measurement> modes = new HashMap<>(measured);
        modes.putAll(evaluator.measure(Stream.of(Protocol.DEPLOYED, BATCH_STATISTICS, TRAIN_MODE)
                .filter(protocol -> !measured.containsKey(protocol))
                .toList()));
        return modes;
    }

    private Stage evalMode(Replacement statistics) {
        if (statistics.isForAll()) {
            return Stage.of(evalMode(statistics.of(0)));
        }
        int domains = statistics.ofDomain().size();
        List<Measurement> all =
                statistics.ofDomain().stream().map(this::evalMode).toList();
        double accuracy = 0;
        double loss = 0;
        int images = 0;
        for (int domain = 0; domain < domains; domain++) {
            Measurement.Scores scores = all.get(domain).domains().get(domain);
            images += scores.images();
            accuracy += scores.accuracy() * scores.images();
            loss += scores.loss() * scores.images();
        }
        ImageOutcomes outcomes = ImageOutcomes.of(
                all.stream().map(Measurement::outcomes).toList(), image -> EvaluationBatches.domain(image, domains));
        return new Stage(accuracy / images, loss / images, outcomes);
    }

    private Measurement evalMode(List<LayerStatistics> statistics) {
        LayerStatistics.set(network, statistics);
        return evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
    }

    private List<CauseFigures.Step> steps(Stage deployed, Map<StatisticsCause, Stage> stages) {
        int resamples = config.bootstrapResamples();
        Optional<Bootstrap> bootstrap = resamples == 0
                ? Optional.empty()
                : Optional.of(new Bootstrap(
                        Stream.concat(Stream.of(deployed), stages.values().stream())
                                .map(Stage::outcomes)
                                .toList(),
                        resamples,
                        seed.child("bootstrap")));
        List<CauseFigures.Step> steps = new ArrayList<>();
        Stage before = deployed;
        for (Map.Entry<StatisticsCause, Stage> entry : stages.entrySet()) {
            Stage with = before;
            Stage after = entry.getValue();
            double lost = after.accuracy - with.accuracy;
            steps.add(new CauseFigures.Step(
                    entry.getKey(),
                    bootstrap
                            .map(resampled -> resampled.difference(lost, after.outcomes, with.outcomes))
                            .orElse(Estimate.withoutInterval(lost)),
                    with.loss - after.loss,
                    after.accuracy));
            before = after;
        }
        return steps;
    }

    private List<CauseFigures.Distance> distances(Replacement trained, Map<StatisticsCause, Replacement> without) {
        List<Recurrence> recurrences = Recurrence.of(network);
        Replacement evalPath = without.get(StatisticsCause.SHIFT);
        List<CauseFigures.Distance> all = new ArrayList<>();
        for (int i = 0; i < recurrences.size(); i++) {
            int norm = i;
            int layer = network.runningStatistics().get(i).layer();
            double epsilon = recurrences.get(i).epsilon();
            BiConsumer<Optional<StatisticsCause>, Replacement> add =
                    (cause, statistics) -> all.add(new CauseFigures.Distance(
                            layer,
                            cause,
                            statistics.meanDistance(evalPath, norm, epsilon),
                            statistics.varianceLogRatio(evalPath, norm, epsilon)));
            add.accept(Optional.empty(), trained);
            without.forEach((cause, statistics) -> add.accept(Optional.of(cause), statistics));
        }
        return all;
    }

    private StatisticsState state(TrainingBatches batches) {
        List<LayerStatistics> trained = LayerStatistics.of(network);
        if (IntStream.range(0, trained.size()).allMatch(i -> trained.get(i).isSame(start.get(i)))) {
            return StatisticsState.INITIAL;
        }
        List<Recurrence> recurrences = Recurrence.of(network);
        List<RunningStatistics> running = network.runningStatistics();
        long ahead = 0;
        for (int i = 0; i < recurrences.size(); i++) {
            ahead += running.get(i).batches() - recurrences.get(i).updates(batches);
        }
        return ahead == 0 ? StatisticsState.UPDATED : ahead < 0 ? StatisticsState.BEHIND : StatisticsState.AHEAD;
    }
}
