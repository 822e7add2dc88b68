package org.evalgap.experiment.trial;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.experiment.evaluation.DeploymentProbe;
import org.evalgap.experiment.evaluation.Evaluated;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.FinalEvaluation;
import org.evalgap.experiment.evaluation.GradientCost;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.layers.LayerProbe;
import org.evalgap.experiment.remedy.Remedies;
import org.evalgap.experiment.remedy.TrainingAverages;
import org.evalgap.experiment.statistics.CauseFigures;
import org.evalgap.experiment.statistics.StatisticsCauses;
import org.evalgap.experiment.training.DivergedException;
import org.evalgap.experiment.training.EpochSummary;
import org.evalgap.experiment.training.InitialNetwork;
import org.evalgap.experiment.training.Pretraining;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.experiment.tuning.LearningRateTuning;
import org.evalgap.experiment.tuning.TunedRate;
import org.evalgap.nn.Network;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.DeploymentRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.settings.DeploymentConfig;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Runs one training and evaluates it for each of the trials that share it.
 *
 * <p>What goes wrong inside a trial ends as its row: DIVERGED, OUT_OF_MEMORY, TIMEOUT or FAILED, with the reason. Only a
 * {@link CancellationException} passes through: whoever cancels wants no row.
 */
public final class TrialRunner {

    private final String study;
    private final Dataset dataset;
    private final EvaluationConfig evaluation;
    private final Runnable checkpoint;
    private final TrialParts parts = new TrialParts();

    /** Thrown by a checkpoint to end a trial that made no progress for too long. */
    public static final class StalledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public StalledException(String message) {
            super(message);
        }
    }

    /**
     * @param study name for the rows
     * @param dataset that every trial of the study uses
     * @param evaluation how trained networks are measured
     * @param checkpoint runs before every batch; may throw {@link CancellationException} or {@link StalledException}
     */
    public TrialRunner(String study, Dataset dataset, EvaluationConfig evaluation, Runnable checkpoint) {
        this.study = study;
        this.dataset = dataset;
        this.evaluation = evaluation;
        this.checkpoint = checkpoint;
    }

    /** Where the time of the trials that ran so far went. */
    public TrialParts parts() {
        return parts;
    }

    /** Trains once and returns one result for each trial, in their order. */
    public List<TrialResult> run(Training training) {
        Progress progress = new Progress(training);
        try {
            progress.train();
            return progress.results(TrialStatus.OK, null);
        } catch (CancellationException e) {
            throw e;
        } catch (DivergedException e) {
            return progress.results(TrialStatus.DIVERGED, e.getMessage());
        } catch (StalledException e) {
            return progress.results(TrialStatus.TIMEOUT, e.getMessage());
        } catch (OutOfMemoryError e) {
            // The cause is left out: an OutOfMemoryError in a chain makes Spark end the executor.
            return progress.results(TrialStatus.OUT_OF_MEMORY, reason(e));
        } catch (RuntimeException e) {
            return progress.results(
                    NativeBackend.ranOutOfMemory(e) ? TrialStatus.OUT_OF_MEMORY : TrialStatus.FAILED, reason(e));
        }
    }

    private static String reason(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e.getClass().getName() + ": " + e.getMessage() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** What one training has left so far; whatever happens, rows can be made of it. */
    private final class Progress {
        private final Training training;
        private final Instant startedAt = Instant.now();
        private final Map<Trial, List<EpochRow>> epochs = new LinkedHashMap<>();
        private final Map<Trial, TrialMeasurements> measurements = new LinkedHashMap<>();
        private final Map<Trial, List<RemedyRow>> remedies = new HashMap<>();
        private final Map<Trial, List<LayerRow>> layers = new HashMap<>();
        private final Map<Trial, StatisticsRows> statistics = new HashMap<>();
        private final Map<Trial, DeploymentRow> deployments = new HashMap<>();
        private final Map<Trial, Double> evaluationSeconds = new HashMap<>();
        private double trainSeconds;
        private long parameters;
        private long steps;
        private Double trainLoss;
        private Optional<TunedRate> tuned = Optional.empty();
        private TrainingConfig config;
        private State start;

        Progress(Training training) {
            this.training = training;
            config = training.training();
            for (Trial trial : training.trials()) {
                epochs.put(trial, new ArrayList<>());
                layers.put(trial, new ArrayList<>());
            }
        }

        void train() {
            Seed seed = training.seed();
            chooseRate();
            try (Network network = InitialNetwork.create(
                    training.network(),
                    training.spec(dataset.facts()),
                    seed.child("weights").generator())) {
                Pretraining.run(network, config, training.transforms(), dataset, seed.child("pretraining"), checkpoint);
                start = network.state();
                train(network);
            }
        }

        private void train(Network network) {
            try (Trainer trainer = new Trainer(
                            network,
                            config,
                            training.transforms(),
                            dataset,
                            training.seed().child("training"),
                            checkpoint,
                            Pretraining.trained(network, config));
                    TrainingAverages averages =
                            new TrainingAverages(network, evaluation.remedies().emaDecays());
                    Evaluators evaluators = new Evaluators(network, training, config)) {
                trainer.afterStep(averages::afterStep);
                parameters = network.parameters();
                while (!trainer.isDone()) {
                    EpochSummary epoch = parts.time(TrialParts.TRAINING, trainer::trainEpoch);
                    steps = epoch.steps();
                    trainSeconds += epoch.seconds();
                    trainLoss = epoch.meanLoss();
                    boolean measured = evaluation.everyEpochs() > 0 && epoch.epoch() % evaluation.everyEpochs() == 0;
                    for (Trial trial : training.trials()) {
                        Map<Protocol, Measurement> modes =
                                measured ? afterEpoch(trial, evaluators.of(trial), trainer.isDone()) : Map.of();
                        epochs.get(trial).add(epochRow(trial, epoch, modes));
                    }
                    if (looksAtLayers(epoch, trainer)) {
                        lookAtLayers(network, epoch);
                    }
                }
                for (Trial trial : training.trials()) {
                    measureFinally(network, trial, evaluators.of(trial), averages);
                    observeUse(network, trial, trainer.distanceToTrained());
                }
            }
        }

        private void chooseRate() {
            Stopwatch stopwatch = new Stopwatch();
            tuned = config.choice()
                    .map(tuning -> parts.time(
                            "learning-rate choice",
                            () -> new LearningRateTuning(dataset, evaluation, checkpoint).choose(training, tuning)));
            tuned.ifPresent(chosen -> config = config.tuned(chosen.rate()));
            trainSeconds += stopwatch.seconds();
        }

        private void measureFinally(Network network, Trial trial, Evaluator evaluator, TrainingAverages averages) {
            Stopwatch stopwatch = new Stopwatch();
            FinalEvaluation finalEvaluation = new FinalEvaluation(evaluator, evaluation);
            List<Evaluated> evaluated = parts.time(PROTOCOLS, finalEvaluation::measure);
            Optional<GradientCost> gradientCost = parts.time("cost of gradients", finalEvaluation::gradientCost);
            measurements.put(
                    trial,
                    parts.time(
                            "intervals",
                            () -> TrialMeasurements.of(
                                    trial, evaluated, gradientCost, evaluation.bootstrapResamples())));
            Measurement deployed = corner(evaluated, Protocol.DEPLOYED);
            if (evaluation.statisticsCauses()) {
                parts.time("statistics causes", () -> statisticsCauses(network, trial, evaluator, evaluated))
                        .ifPresent(figures -> statistics.put(trial, StatisticsRows.of(trial, figures)));
            }
            Remedies tried = new Remedies(
                    network,
                    config,
                    evaluation.remedies(),
                    trial.config().augmentation(),
                    dataset,
                    training.seed().child("remedies"),
                    evaluator,
                    checkpoint);
            remedies.put(
                    trial,
                    parts.time(
                            "remedies",
                            () -> RemedyRows.of(
                                    trial,
                                    tried.apply(deployed, averages),
                                    corner(evaluated, Protocol.FORGOT_EVAL).accuracy(),
                                    deployed.outcomes(),
                                    evaluation.bootstrapResamples())));
            took(trial, stopwatch);
        }

        /** A copy of the weights is observed too: what is in use is not what was trained. */
        private void observeUse(Network network, Trial trial, double parameterDistance) {
            Optional<DeploymentConfig> use = trial.config().use();
            if (use.isEmpty() && parameterDistance == 0) {
                return;
            }
            Stopwatch stopwatch = new Stopwatch();
            DeploymentProbe probe = new DeploymentProbe(
                    network,
                    use.orElse(DeploymentConfig.AS_EVALUATED),
                    trial.config().augmentation().eval(),
                    config.composition(),
                    dataset,
                    training.seed().child("deployment"),
                    checkpoint);
            deployments.put(
                    trial,
                    parts.time(
                            "use",
                            () -> DeploymentRows.of(
                                    trial, probe.observe(), parameterDistance, evaluation.bootstrapResamples())));
            took(trial, stopwatch);
        }

        private Optional<CauseFigures> statisticsCauses(
                Network network, Trial trial, Evaluator evaluator, List<Evaluated> evaluated) {
            Map<Protocol, Measurement> corners = evaluated.stream()
                    .filter(each -> each.name().equals(each.protocol().label()))
                    .collect(Collectors.toMap(Evaluated::protocol, Evaluated::measurement));
            return new StatisticsCauses(
                            network,
                            config,
                            evaluation,
                            trial.config().augmentation(),
                            dataset,
                            start,
                            training.seed().child("training"),
                            training.seed().child("statistics"),
                            evaluator,
                            checkpoint)
                    .measure(corners);
        }

        private boolean looksAtLayers(EpochSummary epoch, Trainer trainer) {
            LayersConfig config = evaluation.layers();
            return trainer.isDone() && config.measured()
                    || config.everyEpochs() > 0 && epoch.epoch() % config.everyEpochs() == 0;
        }

        private void lookAtLayers(Network network, EpochSummary epoch) {
            for (Trial trial : training.trials()) {
                Stopwatch stopwatch = new Stopwatch();
                parts.time("layers", () -> addLayerRows(network, trial, epoch));
                took(trial, stopwatch);
            }
        }

        private void addLayerRows(Network network, Trial trial, EpochSummary epoch) {
            LayerProbe probe = new LayerProbe(
                    network,
                    config,
                    evaluation.batchSize(),
                    trial.config().augmentation(),
                    dataset,
                    training.seed().child("layers"),
                    checkpoint);
            layers.get(trial)
                    .addAll(probe.measure(evaluation.layers().channels()).stream()
                            .map(figures -> new LayerRow(TrialKey.of(trial), epoch.epoch(), epoch.steps(), figures))
                            .toList());
        }

        /** The evaluation of one trial took so long, on top of what it took before. */
        private void took(Trial trial, Stopwatch stopwatch) {
            evaluationSeconds.merge(trial, stopwatch.seconds(), Double::sum);
        }

        /** Both modes on the test images; after the last epoch with all that is measured at the end, which shares walks. */
        private Map<Protocol, Measurement> afterEpoch(Trial trial, Evaluator evaluator, boolean last) {
            Stopwatch stopwatch = new Stopwatch();
            Map<Protocol, Measurement> modes = last
                    ? parts.time(PROTOCOLS, () -> evaluator.measure(FinalEvaluation.protocols(evaluation)))
                    : parts.time("modes after epochs", () -> evaluator.measure(MODES_ON_TEST));
            took(trial, stopwatch);
            return modes;
        }

        List<TrialResult> results(TrialStatus status, String reason) {
            return training.trials().stream()
                    .map(trial -> result(trial, trialRow(trial, status, reason)))
                    .toList();
        }

        private TrialResult result(Trial trial, TrialRow row) {
            TrialMeasurements measured = measurements.getOrDefault(trial, TrialMeasurements.NONE);
            StatisticsRows ofStatistics = statistics.getOrDefault(trial, StatisticsRows.NONE);
            return new TrialResult(
                    row,
                    epochs.get(trial),
                    measured.evaluations(),
                    measured.comparisons(),
                    measured.attribution(),
                    measured.noGrad(),
                    remedies.getOrDefault(trial, List.of()),
                    layers.get(trial),
                    ofStatistics.causes(),
                    ofStatistics.distances(),
                    Optional.ofNullable(deployments.get(trial)).stream().toList(),
                    List.of(),
                    List.of());
        }

        private TrialRow trialRow(Trial trial, TrialStatus status, String reason) {
            TrialRows.Figures figures = new TrialRows.Figures(
                    parameters,
                    steps,
                    trainLoss,
                    trainSeconds,
                    evaluationSeconds.getOrDefault(trial, 0.0),
                    startedAt,
                    tuned);
            List<EvaluationRow> evaluations =
                    measurements.getOrDefault(trial, TrialMeasurements.NONE).evaluations();
            return TrialRows.row(study, trial, dataset, status, reason, figures, evaluations);
        }
    }

    private static Measurement corner(List<Evaluated> evaluated, Protocol corner) {
        return evaluated.stream()
                .filter(each -> each.protocol().equals(corner))
                .findFirst()
                .orElseThrow()
                .measurement();
    }

    private static final String PROTOCOLS = "protocols";

    private static final List<Protocol> MODES_ON_TEST =
            List.of(Protocol.trainMode(Protocol.Split.TEST), Protocol.evalMode(Protocol.Split.TEST));

    /** One evaluator for each trial of a training, closed together. */
    private final class Evaluators implements AutoCloseable {
        private final Map<Trial, Evaluator> byTrial = new LinkedHashMap<>();

        Evaluators(Network network, Training training, TrainingConfig config) {
            for (Trial trial : training.trials()) {
                byTrial.put(
                        trial,
                        new Evaluator(
                                network,
                                config,
                                evaluation,
                                trial.config().augmentation(),
                                dataset,
                                training.seed().child("evaluation"),
                                checkpoint));
            }
        }

        Evaluator of(Trial trial) {
            return byTrial.get(trial);
        }

        @Override
        public void close() {
            byTrial.values().forEach(Evaluator::close);
        }
    }

    private static EpochRow epochRow(Trial trial, EpochSummary epoch, Map<Protocol, Measurement> measurements) {
        Measurement trainMode = measurements.get(MODES_ON_TEST.get(0));
        Measurement evalMode = measurements.get(MODES_ON_TEST.get(1));
        return new EpochRow(
                TrialKey.of(trial),
                epoch.epoch(),
                epoch.steps(),
                epoch.learningRate(),
                epoch.meanLoss(),
                epoch.accuracy(),
                trainMode == null ? null : trainMode.accuracy(),
                evalMode == null ? null : evalMode.accuracy(),
                trainMode == null ? null : trainMode.loss(),
                evalMode == null ? null : evalMode.loss(),
                epoch.seconds());
    }
}
