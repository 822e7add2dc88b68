package org.evalgap.experiment.remedy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.McDropout;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.remedy.Treated.Score;
import org.evalgap.experiment.training.DivergedException;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.ExponentialAverage;
import org.evalgap.nn.Network;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.state.State;
import org.evalgap.nn.state.Variable;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.protocol.Remedy.Averaged;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.remedy.Uncertainty;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;

/**
 * Tries remedies on one trained network, one after another, each on the network as its training left it; afterwards the
 * network is as it was, to the bit.
 *
 * <p>Remedies that a network has no use for are not tried: statistics without BatchNorm, passes with dropout without
 * dropout.
 */
public final class Remedies {

    private final Network network;
    private final TrainingConfig training;
    private final RemediesConfig config;
    private final TransformPair transforms;
    private final Dataset dataset;
    private final Seed seed;
    private final Evaluator evaluator;
    private final Runnable checkpoint;
    private final boolean hasBatchNorm;
    private final boolean hasDropout;
    private Measurement deployed;

    /** What a walk over training images depends on. */
    private record Variant(TransformSide transform, Dropping dropout) {}

    /**
     * @param seed root of the streams of batches, transforms and masks
     * @param evaluator of the same network
     * @param checkpoint runs before every pass; may throw to end the work
     */
    public Remedies(
            Network network,
            TrainingConfig training,
            RemediesConfig config,
            TransformPair transforms,
            Dataset dataset,
            Seed seed,
            Evaluator evaluator,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.config = config;
        this.transforms = transforms;
        this.dataset = dataset;
        this.seed = seed;
        this.evaluator = evaluator;
        this.checkpoint = checkpoint;
        hasBatchNorm = !network.runningStatistics().isEmpty();
        hasDropout = network.spec().hasDropout();
    }

    /**
     * What each remedy does to the deployed corner.
     *
     * @param untreated the deployed corner of the network as it is
     * @param averages that followed the training
     */
    public List<Treated> apply(Measurement untreated, TrainingAverages averages) {
        deployed = untreated;
        List<Treated> all = new ArrayList<>();
        if (hasBatchNorm && !config.recalibrationSamples().isEmpty()) {
            all.addAll(recalibrated());
        }
        if (hasBatchNorm && config.trainModePass()) {
            all.addAll(passedInTrainMode());
        }
        averages.all().forEach(average -> all.addAll(averaged(average, averages.secondsOfOne())));
        if (hasDropout && config.mcDropoutPasses() > 0) {
            all.add(dropoutPasses());
        }
        if (hasBatchNorm) {
            config.blended().ifPresent(blended -> all.addAll(blended(blended)));
        }
        if (config.retrainEpochs() > 0) {
            all.addAll(retrained(new Remedy.Retrained(config.retrainEpochs()), Retraining.variables(network)));
            if (config.retrainControl()) {
                all.addAll(retrained(new Remedy.TrainedOn(config.retrainEpochs()), Retraining.everything(network)));
            }
        }
        return List.copyOf(all);
    }

    private List<Treated> recalibrated() {
        Map<Variant, List<Treated>> distinct = new HashMap<>();
        List<Treated> all = new ArrayList<>();
        for (TransformSide transform : config.recalibrationTransforms()) {
            for (Dropping dropout : config.recalibrationDropout()) {
                Variant variant = new Variant(transform, dropout);
                distinct.computeIfAbsent(effective(variant), this::recalibrated)
                        .forEach(treated -> all.add(named(treated, variant)));
            }
        }
        return all;
    }

    /** Without dropout it makes no difference whether it is on, and with one transform which side is taken. */
    private Variant effective(Variant variant) {
        return new Variant(
                transforms.train().equals(transforms.eval()) ? TransformSide.TRAIN : variant.transform(),
                hasDropout ? variant.dropout() : Dropping.ON);
    }

    private static Treated named(Treated treated, Variant variant) {
        Remedy.Recalibrated done = (Remedy.Recalibrated) treated.remedy();
        return new Treated(
                new Remedy.Recalibrated(
                        done.estimator(), done.images(), variant.transform(), variant.dropout(), done.ownDomain()),
                treated.domain(),
                treated.before(),
                treated.after(),
                treated.outcomes(),
                treated.uncertainty(),
                treated.seconds(),
                treated.images());
    }

    private List<Treated> recalibrated(Variant variant) {
        RecalibrationCurve.Points points = walk(variant, config.recalibrationSamples());
        List<Treated> all = new ArrayList<>();
        for (Estimator estimator : Estimator.values()) {
            for (RecalibrationCurve.Point point : points.all()) {
                Remedy remedy = new Remedy.Recalibrated(
                        estimator, point.images(), variant.transform(), variant.dropout(), false);
                all.addAll(ofAllDomains(remedy, measured(point.state(estimator)), point.seconds(), point.images()));
            }
            if (!points.domains().isEmpty()) {
                all.addAll(ofOwnDomains(variant, estimator, points.domains()));
            }
        }
        return all;
    }

    private RecalibrationCurve.Points walk(Variant variant, List<Integer> samples) {
        return new RecalibrationCurve(
                        network,
                        variant.dropout() == Dropping.ON,
                        deployed.domains().size())
                .walk(walk(variant.transform()), samples, dropoutOfWalks());
    }

    private TrainingWalk walk(TransformSide transform) {
        return new TrainingWalk(
                network.spec(),
                training,
                transform == TransformSide.TRAIN ? transforms.train() : transforms.eval(),
                dataset,
                seed.child("recalibration"),
                checkpoint);
    }

    private SplitMix64 dropoutOfWalks() {
        return seed.child("recalibration dropout").generator();
    }

    private List<Treated> passedInTrainMode() {
        return Undo.after(network, () -> {
            Stopwatch stopwatch = new Stopwatch();
            int images = TrainModeWalk.run(network, walk(TransformSide.TRAIN), dropoutOfWalks());
            double seconds = stopwatch.seconds();
            return ofAllDomains(new Remedy.TrainModePass(images), measured(), seconds, images);
        });
    }

    /** Each input domain with the statistics of its own training batches, and both together. */
    private List<Treated> ofOwnDomains(Variant variant, Estimator estimator, List<RecalibrationCurve.Point> points) {
        List<Treated> all = new ArrayList<>();
        double accuracy = 0;
        double loss = 0;
        int images = 0;
        int used = 0;
        for (int domain = 0; domain < points.size(); domain++) {
            RecalibrationCurve.Point point = points.get(domain);
            Score after = score(measured(point.state(estimator)).domains().get(domain));
            accuracy += after.accuracy() * after.images();
            loss += after.loss() * after.images();
            images += after.images();
            used += point.images();
            all.add(new Treated(
                    new Remedy.Recalibrated(estimator, point.images(), variant.transform(), variant.dropout(), true),
                    Domain.of(domain),
                    score(deployed.domains().get(domain)),
                    Optional.of(after),
                    Optional.empty(),
                    Uncertainty.NONE,
                    point.seconds(),
                    point.images()));
        }
        if (points.size() == deployed.domains().size()) {
            all.add(new Treated(
                    new Remedy.Recalibrated(estimator, used, variant.transform(), variant.dropout(), true),
                    Domain.ALL,
                    score(deployed.all()),
                    Optional.of(new Score(images, accuracy / images, loss / images, OptionalDouble.empty())),
                    Optional.empty(),
                    Uncertainty.NONE,
                    points.get(points.size() - 1).seconds(),
                    used));
        }
        return all;
    }

    private List<Treated> averaged(ExponentialAverage average, double seconds) {
        List<Treated> all = new ArrayList<>();
        for (Averaged part : Averaged.values()) {
            if (hasBatchNorm || part == Averaged.WEIGHTS) {
                all.addAll(Undo.after(network, () -> averaged(average, part, seconds)));
            }
        }
        return all;
    }

    private List<Treated> averaged(ExponentialAverage average, Averaged part, double seconds) {
        network.restore(average.state(
                switch (part) {
                    case WEIGHTS, WEIGHTS_RECALIBRATED -> ExponentialAverage.Part.PARAMETERS;
                    case STATISTICS -> ExponentialAverage.Part.STATISTICS;
                    case ALL -> ExponentialAverage.Part.ALL;
                }));
        Remedy remedy = new Remedy.ExponentiallyAveraged(part, average.decay());
        if (part != Averaged.WEIGHTS_RECALIBRATED) {
            return ofAllDomains(remedy, measured(), seconds, 0);
        }
        Variant updateBn = new Variant(TransformSide.TRAIN, Dropping.ON);
        RecalibrationCurve.Point point =
                walk(updateBn, List.of(Integer.MAX_VALUE)).all().get(0);
        return ofAllDomains(
                remedy, measured(point.state(Estimator.CUMULATIVE)), seconds + point.seconds(), point.images());
    }

    private Treated dropoutPasses() {
        int passes = config.mcDropoutPasses();
        Stopwatch stopwatch = new Stopwatch();
        McDropout.Result result = evaluator.dropoutPasses(passes);
        double seconds = stopwatch.seconds();
        return new Treated(
                new Remedy.DropoutPasses(passes),
                Domain.ALL,
                score(deployed.all()),
                Optional.of(new Score(
                        result.images(),
                        result.accuracy(),
                        result.loss(),
                        OptionalDouble.of(result.calibrationError()))),
                Optional.empty(),
                result.uncertainty(),
                seconds,
                (long) passes * result.images());
    }

    private List<Treated> blended(TestStatisticsConfig statistics) {
        List<Treated> all = new ArrayList<>();
        for (int size : statistics.batchSizes()) {
            for (int pseudoCount : statistics.pseudoCounts()) {
                int together = Math.min(size, dataset.test().size());
                all.addAll(blended(
                        new Remedy.TestBatchStatistics(together, pseudoCount),
                        () -> evaluator.withTestBatches(together, pseudoCount)));
            }
        }
        for (double weight : statistics.exampleWeights()) {
            all.addAll(blended(new Remedy.ExampleWeighing(weight), () -> Optional.of(evaluator.withEachImage(weight))));
        }
        int inTraining = network.spec().imagesTogether(training.batchSize());
        if (statistics.evalNorm() && inTraining > 1) {
            Remedy.EvalNorm rule = new Remedy.EvalNorm(inTraining);
            all.addAll(blended(rule, () -> Optional.of(evaluator.withEachImage(rule.weight()))));
        }
        return all;
    }

    /** Nothing if there is no such measurement. */
    private List<Treated> blended(Remedy remedy, Supplier<Optional<Measurement>> measure) {
        Stopwatch stopwatch = new Stopwatch();
        Optional<Measurement> measured = measure.get();
        double seconds = stopwatch.seconds();
        return measured.map(after ->
                        ofAllDomains(remedy, after, seconds, after.all().images()))
                .orElse(List.of());
    }

    private List<Treated> retrained(Remedy remedy, List<Variable> trained) {
        long images = (long) config.retrainEpochs() * dataset.train().size();
        return Undo.after(network, () -> {
            Stopwatch stopwatch = new Stopwatch();
            try {
                Retraining.run(
                        network,
                        trained,
                        training.again(config.retrainEpochs(), config.retrainLearningRateFactor()),
                        transforms.eval(),
                        dataset,
                        seed.child("retraining"),
                        checkpoint);
            } catch (DivergedException e) {
                double seconds = stopwatch.seconds();
                return List.of(new Treated(
                        remedy,
                        Domain.ALL,
                        score(deployed.all()),
                        Optional.empty(),
                        Optional.empty(),
                        Uncertainty.NONE,
                        seconds,
                        images));
            }
            double seconds = stopwatch.seconds();
            return ofAllDomains(remedy, measured(), seconds, images);
        });
    }

    /** All images, and with two input domains each of them. */
    private List<Treated> ofAllDomains(Remedy remedy, Measurement after, double seconds, long images) {
        List<Treated> all = new ArrayList<>();
        all.add(new Treated(
                remedy,
                Domain.ALL,
                score(deployed.all()),
                Optional.of(score(after.all())),
                Optional.of(after.outcomes()),
                Uncertainty.NONE,
                seconds,
                images));
        for (int domain = 0; domain < after.domains().size() && after.domains().size() > 1; domain++) {
            all.add(new Treated(
                    remedy,
                    Domain.of(domain),
                    score(deployed.domains().get(domain)),
                    Optional.of(score(after.domains().get(domain))),
                    Optional.empty(),
                    Uncertainty.NONE,
                    seconds,
                    images));
        }
        return all;
    }

    private Measurement measured(State state) {
        Supplier<Measurement> measure = () -> {
            network.restore(state);
            return measured();
        };
        return Undo.after(network, measure);
    }

    private Measurement measured() {
        return evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
    }

    private static Score score(Measurement.Scores scores) {
        return new Score(
                scores.images(), scores.accuracy(), scores.loss(), OptionalDouble.of(scores.calibrationError()));
    }
}
