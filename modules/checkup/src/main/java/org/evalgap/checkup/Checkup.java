package org.evalgap.checkup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.evalgap.checkup.pass.Composition;
import org.evalgap.checkup.pass.EvenImages;
import org.evalgap.checkup.pass.LocalPasses;
import org.evalgap.checkup.pass.NetworkModel;
import org.evalgap.checkup.pass.Noise;
import org.evalgap.checkup.pass.NormStatistics;
import org.evalgap.checkup.pass.Passes;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.source.ImageSubset;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.models.AveragedCopies;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;

/**
 * Measures a trained model: every corner of the gap, other statistics in the place of the stored ones, other preprocessing.
 * The network is not trained and its file not touched.
 */
public final class Checkup {

    /** Moments of more images than this hardly change (Wu and Johnson 2021: 10³ to 10⁴ samples). */
    private static final int IMAGES_FOR_STATISTICS = 4096;

    /** Images that are enough to see which images the first norm's statistics are of. */
    private static final int IMAGES_FOR_FIRST_NORM = 512;

    private static final int EVALUATION_BATCH = 64;
    private static final int SMALL_IMAGE_PIXELS = 64 * 64;
    private static final int LARGE_BATCH = 256;
    private static final Seed SEED = new Seed(86028157);

    /** Statistics taken of other batches are this much nearer to the stored ones than random batches' before they are it. */
    private static final double CLEARLY_NEARER = 0.5;

    private final CheckupRequest request;
    private final ModelRunner runner;
    private final Network network;
    private final List<NormStatistics> stored;
    private final List<Factor> factors;
    private final ImageSource choiceHalf;
    private final ImageSource statisticsImages;
    private final Preprocessing statisticsPreprocessing;
    private final Map<Corner, Outcomes> corners = new HashMap<>();
    private final Map<StatisticsCause, Outcomes> steps = new EnumMap<>(StatisticsCause.class);
    private final List<Remedy> remedies = new ArrayList<>();
    private final Map<PreprocessingAlternative, Outcomes> alternatives = new LinkedHashMap<>();
    private final Map<String, Double> fits = new LinkedHashMap<>();
    private List<Way> ways = List.of();
    private List<NormFinding> norms = List.of();
    private Preprocessing right;
    private Composition composition = Composition.RANDOM;
    private OptionalDouble noise = OptionalDouble.empty();
    private Optional<InputShifts.Shift> otherImages = Optional.empty();

    private Checkup(CheckupRequest request, Network network, ModelRunner runner) {
        this.request = request;
        this.runner = runner;
        this.network = network;
        stored = NormStatistics.of(network);
        choiceHalf = new EvenImages(request.images());
        statisticsImages = request.trainingImages()
                .map(images -> limited(images, IMAGES_FOR_STATISTICS))
                .orElse(choiceHalf);
        right = request.preprocessing().eval();
        statisticsPreprocessing = request.statisticsPreprocessing();
        factors = new ArrayList<>(List.of(Factor.STATISTICS, Factor.DROPOUT));
        if (request.preprocessing().train().isPresent()) {
            factors.add(Factor.TRANSFORM);
        }
        if (request.trainingImages().isPresent()) {
            factors.add(Factor.SPLIT);
        }
    }

    /**
     * Measures everything in this process and concludes.
     *
     * @param progress is told of images that have passed
     */
    public static CheckupReport run(CheckupRequest request, LongConsumer progress) {
        try (Passes passes = new LocalPasses(model(request))) {
            return run(request, passes, progress);
        }
    }

    /**
     * Measures everything and concludes. What comes of it does not depend on where the passes run.
     *
     * @param passes of {@link #model}
     * @param progress is told of images that have passed
     */
    public static CheckupReport run(CheckupRequest request, Passes passes, LongConsumer progress) {
        ImportedModel model = request.model();
        Instant start = Instant.now();
        Stopwatch stopwatch = new Stopwatch();
        try (Network network = Network.create(model.spec(), Precision.FLOAT, new SplittableRandom(1))) {
            network.stateDictionary().load(model.values());
            Measured measured = new Checkup(request, network, new ModelRunner(passes, progress)).measure();
            return CheckupReport.of(request, measured, start, stopwatch.seconds());
        }
    }

    /** The network whose passes a check-up needs. */
    public static NetworkModel model(CheckupRequest request) {
        return new NetworkModel(request.model().spec(), request.model().values());
    }

    /** Native memory that one pass takes at most, in bytes. */
    public static long nativeBytes(CheckupRequest request) {
        ImportedModel model = request.model();
        int batchSize = Math.max(request.trainingBatchSize(), largeBatch(model.spec()));
        try (Network network = Network.create(model.spec(), Precision.FLOAT, new SplittableRandom(1));
                Pass pass = network.forwardPass(batchSize, Mode.TRAIN)) {
            return pass.nativeBytes();
        }
    }

    private static int largeBatch(NetworkSpec spec) {
        return spec.input().pixels() <= SMALL_IMAGE_PIXELS ? LARGE_BATCH : EVALUATION_BATCH;
    }

    /** About how many images {@link #run} will have passed in the end, unless what it finds asks for more. */
    public static long work(CheckupRequest request) {
        NetworkSpec spec = request.model().spec();
        long images = request.images().size();
        long training = request.trainingImages().map(ImageSource::size).orElse(0);
        long statistics = training == 0 ? (images + 1) / 2 : Math.min(IMAGES_FOR_STATISTICS, training);
        long modes =
                (spec.hasDropout() ? 4L : 2L) * (request.preprocessing().train().isPresent() ? 2 : 1);
        long ways = request.use().map(use -> use.isOfImages() ? 6 : 2).orElse(0);
        long work = images * (modes + request.alternatives().size() + ways) + (training == 0 ? 0 : modes * statistics);
        if (spec.smallestBatchNormCount(1) == Integer.MAX_VALUE) {
            return work;
        }
        boolean paths = request.pathsDiffer();
        long compositions = training == 0 || request.composition().isPresent() ? 0 : 1;
        return work
                + statistics * (paths ? 3 : 2)
                + statistics * compositions
                + images * (paths ? 3 : 2)
                + (training == 0 ? 0 : images + images / 2)
                + 2 * Math.min(IMAGES_FOR_FIRST_NORM, images / 2)
                + 6L * EVALUATION_BATCH;
    }

    private Measured measure() {
        measureCorners();
        measureAlternatives();
        ways = request.use()
                .map(use -> WaysOfUse.measure(use, corners, alternatives, new UsePasses()))
                .orElse(List.of());
        if (!stored.isEmpty()) {
            measureStatistics();
        }
        Measured measured = measured();
        return Conclusion.of(measured).preprocessing().map(this::measureWithout).orElse(measured);
    }

    /** Every corner with preprocessing that is right too: what the mistake in the given one costs becomes a share of the gap. */
    private Measured measureWithout(PreprocessingAlternative mistake) {
        right = mistake.preprocessing();
        factors.add(Factor.PREPROCESSING);
        corners.put(Corner.without(Factor.PREPROCESSING), alternatives.get(mistake));
        measureCorners();
        return measured();
    }

    private void measureCorners() {
        for (Corner corner : Corner.over(factors)) {
            Corner same = same(corner);
            Outcomes outcomes = corners.containsKey(same) ? corners.get(same) : corner(same);
            corners.put(same, outcomes);
            corners.put(corner, outcomes);
        }
    }

    /** The corner which differs in nothing that matters: what is dropped where nothing drops, what eval images go through. */
    private Corner same(Corner corner) {
        Corner same = network.spec().hasDropout() ? corner : corner.with(Factor.DROPOUT);
        return same.has(Factor.TRANSFORM) ? same : same.with(Factor.PREPROCESSING);
    }

    private Measured measured() {
        return new Measured(
                runner.skipped(),
                network.spec().classes(),
                factors,
                corners,
                steps,
                remedies,
                alternatives,
                fits,
                norms,
                composition,
                request.composition().isEmpty(),
                noise,
                otherImages,
                AveragedCopies.hasLiveSibling(request.weights(), request.model().state()),
                request.use(),
                ways,
                statisticsImages.size(),
                EVALUATION_BATCH);
    }

    private Outcomes corner(Corner corner) {
        return corner(corner, 0);
    }

    /** @param draw of dropout and of random batches */
    private Outcomes corner(Corner corner, int draw) {
        ImageSource images = corner.has(Factor.SPLIT) ? request.images() : statisticsImages;
        Preprocessing eval =
                corner.has(Factor.PREPROCESSING) ? request.preprocessing().eval() : right;
        Preprocessing preprocessing = corner.has(Factor.TRANSFORM)
                ? eval
                : request.preprocessing().train().orElseThrow();
        boolean ownStatistics = corner.mode().statistics() == Mode.Statistics.BATCH;
        return runner.measure(
                images,
                preprocessing,
                corner.mode(),
                stored,
                draw,
                ownStatistics
                        ? shuffled(images.size(), request.trainingBatchSize(), draw)
                        : ModelRunner.batches(images.size(), EVALUATION_BATCH));
    }

    private final class UsePasses implements WaysOfUse.Measuring {
        @Override
        public Outcomes shuffled(Corner corner, int draw) {
            return corner(corner, draw);
        }

        @Override
        public Outcomes inOrder(Corner corner, int draw) {
            return runner.measure(
                    request.images(),
                    request.preprocessing().eval(),
                    corner.mode(),
                    stored,
                    draw,
                    ModelRunner.batches(request.images().size(), request.trainingBatchSize()));
        }
    }

    private Outcomes evalMode(List<NormStatistics> statistics, Preprocessing preprocessing) {
        return runner.measure(
                request.images(),
                preprocessing,
                Mode.EVAL,
                statistics,
                0,
                ModelRunner.batches(request.images().size(), EVALUATION_BATCH));
    }

    private void measureAlternatives() {
        request.alternatives().forEach(other -> alternatives.put(other, evalMode(stored, other.preprocessing())));
    }

    private void measureStatistics() {
        int batchSize = Math.min(request.trainingBatchSize(), statisticsImages.size());
        Stopwatch stopwatch = new Stopwatch();
        List<PopulationMoments> random = collect(Composition.RANDOM, batchSize, true);
        List<NormStatistics> average = NormStatistics.of(random, Estimator.CUMULATIVE);
        double averageSeconds = stopwatch.seconds();
        Outcomes updated = evalMode(average, request.preprocessing().eval());
        chooseComposition(average, batchSize);
        List<PopulationMoments> asComposed = random;
        if (composition == Composition.RANDOM) {
            steps.put(StatisticsCause.STALENESS, updated);
        } else {
            asComposed = collect(composition, batchSize, true);
            steps.put(
                    StatisticsCause.STALENESS,
                    evalMode(
                            NormStatistics.of(asComposed, Estimator.CUMULATIVE),
                            request.preprocessing().eval()));
            steps.put(StatisticsCause.COMPOSITION, updated);
        }
        noise = Noise.of(network, stored, asComposed);
        remedies.add(new Remedy(Remedy.Kind.UPDATE_BN, Optional.of(average), updated, averageSeconds));
        int size = Math.min(Math.max(largeBatch(network.spec()), batchSize), statisticsImages.size());
        Remedy population = tried(Remedy.Kind.POPULATION, () -> collect(Composition.RANDOM, size, true));
        Remedy evalPath = request.pathsDiffer()
                ? tried(
                        Remedy.Kind.EVAL_PATH,
                        () -> runner.collect(
                                statisticsImages,
                                request.preprocessing().eval(),
                                false,
                                batches(Composition.RANDOM, size)))
                : population.as(Remedy.Kind.EVAL_PATH);
        remedies.add(population);
        remedies.add(evalPath);
        steps.put(StatisticsCause.SIZE, population.outcomes());
        steps.put(StatisticsCause.SHIFT, evalPath.outcomes());
        if (request.trainingImages().isPresent()) {
            int own = Math.min(size, choiceHalf.size());
            remedies.add(tried(
                    Remedy.Kind.OWN_IMAGES,
                    () -> runner.collect(
                            choiceHalf,
                            request.preprocessing().eval(),
                            false,
                            Composition.RANDOM.batches(choiceHalf, own, SEED.child("own")))));
        }
        remedies.add(
                new Remedy(Remedy.Kind.PER_BATCH, Optional.empty(), corners.get(Corner.without(Factor.STATISTICS)), 0));
        steps.put(StatisticsCause.BATCH, corners.get(Corner.without(Factor.STATISTICS)));
        steps.put(StatisticsCause.DROPOUT, corners.get(Corner.without(Factor.STATISTICS, Factor.DROPOUT)));
        norms = norms(evalPath.statistics().orElseThrow());
        lookAtFirstNorm();
    }

    /** EVAL mode with the population's statistics from some images. */
    private Remedy tried(Remedy.Kind kind, Supplier<List<PopulationMoments>> collecting) {
        Stopwatch stopwatch = new Stopwatch();
        List<NormStatistics> statistics = NormStatistics.of(collecting.get(), Estimator.POPULATION);
        double seconds = stopwatch.seconds();
        return new Remedy(
                kind,
                Optional.of(statistics),
                evalMode(statistics, request.preprocessing().eval()),
                seconds);
    }

    private List<PopulationMoments> collect(Composition of, int batchSize, boolean dropout) {
        return runner.collect(statisticsImages, statisticsPreprocessing, dropout, batches(of, batchSize));
    }

    private List<int[]> batches(Composition of, int batchSize) {
        return of.batches(statisticsImages, batchSize, SEED.child(of.label()).child(batchSize));
    }

    /** What was said, or what the stored statistics are clearly nearer to than to those of random batches. */
    private void chooseComposition(List<NormStatistics> random, int batchSize) {
        if (request.composition().isPresent()) {
            composition = request.composition().get();
            return;
        }
        if (request.trainingImages().isEmpty() || stored.stream().allMatch(NormStatistics::isInitial)) {
            return;
        }
        double nearest = CLEARLY_NEARER * NormStatistics.distance(stored, random);
        for (Composition other : List.of(Composition.BY_CLASS, Composition.BY_FOLDER)) {
            if (other.applies(statisticsImages)) {
                double distance = NormStatistics.distance(
                        stored, NormStatistics.of(collect(other, batchSize, true), Estimator.CUMULATIVE));
                if (distance < nearest) {
                    nearest = distance;
                    composition = other;
                }
            }
        }
    }

    private List<NormFinding> norms(List<NormStatistics> seen) {
        List<NormFinding> findings = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            RunningStatistics running = network.runningStatistics().get(i);
            PlacedNode node = network.spec().nodes().stream()
                    .filter(each -> each.layer() == running.layer())
                    .findFirst()
                    .orElseThrow();
            String meanKey = node.parameter("running_mean");
            findings.add(new NormFinding(
                    running.layer(),
                    meanKey.replace(".running_mean", ""),
                    meanKey,
                    node.parameter("running_var"),
                    stored.get(i).isInitial(),
                    running.batches(),
                    stored.get(i).meanDistance(seen.get(i)),
                    stored.get(i).deviationLogRatio(seen.get(i)),
                    stored.get(i).varianceLogRatio(seen.get(i)),
                    running.channels(),
                    momentum(node)));
        }
        return findings;
    }

    private static OptionalDouble momentum(PlacedNode node) {
        return node.operator() instanceof LayerSpec.BatchNorm norm && !norm.cumulative()
                ? OptionalDouble.of(norm.momentum())
                : OptionalDouble.empty();
    }

    private void lookAtFirstNorm() {
        ImageSource few = limited(choiceHalf, IMAGES_FOR_FIRST_NORM);
        List<int[]> batches = ModelRunner.batches(few.size(), Math.min(EVALUATION_BATCH, few.size()));
        Preprocessing given = request.preprocessing().eval();
        fits.put("", fit(few, given, batches));
        alternatives.forEach((other, outcomes) -> {
            if (outcomes.minus(corners.get(Corner.DEPLOYED)).isMaterial()) {
                fits.put(other.name(), fit(few, other.preprocessing(), batches));
            }
        });
        ImageSource training = limited(statisticsImages, IMAGES_FOR_FIRST_NORM);
        otherImages = new InputShifts(
                        runner,
                        training,
                        statisticsPreprocessing,
                        ModelRunner.batches(training.size(), Math.min(EVALUATION_BATCH, training.size())))
                .find(stored.get(0));
    }

    private double fit(ImageSource few, Preprocessing preprocessing, List<int[]> batches) {
        List<PopulationMoments> seen = runner.collect(few, preprocessing, false, batches);
        return stored.get(0)
                .distance(NormStatistics.of(seen, Estimator.POPULATION).get(0));
    }

    private static ImageSource limited(ImageSource images, int most) {
        return images.size() <= most ? images : ImageSubset.draw(images, most, SEED.child("statistics"));
    }

    private static List<int[]> shuffled(int images, int batchSize, int draw) {
        int[] order = IntStream.range(0, images).toArray();
        SEED.child("order").child(draw).generator().shuffle(order, 0, images);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < images; from += batchSize) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(images, from + batchSize)));
        }
        return batches;
    }
}
