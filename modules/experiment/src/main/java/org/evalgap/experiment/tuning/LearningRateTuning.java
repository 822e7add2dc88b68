package org.evalgap.experiment.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.training.DivergedException;
import org.evalgap.experiment.training.InitialNetwork;
import org.evalgap.experiment.training.Pretraining;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.plan.Training;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TuningConfig;

/**
 * Chooses the learning rate of a training as its {@link TuningConfig} says.
 *
 * <p>Every candidate is trained with as long as the training itself, on the images that are left, from the same weights
 * and in the same order; a smaller last batch is left out, as it may be too small to normalize. The validation images
 * pass through the train transform, so that trials which share a training share its rate. Of equally good candidates the
 * lowest is taken. The streams are the same for every replicate: all choose the same. What was chosen before in this
 * process is not chosen again.
 */
public final class LearningRateTuning {

    private static final Map<Question, TunedRate> ANSWERED = new ConcurrentHashMap<>();

    private static final Seed SEED = new Seed(0).child("tuning");

    private final Dataset dataset;
    private final EvaluationConfig evaluation;
    private final Runnable checkpoint;

    /** All that an answer depends on. */
    private record Question(
            String dataset,
            NetworkConfig config,
            NetworkSpec network,
            TrainingConfig training,
            List<Transform> transforms,
            int batchSize,
            int draws) {}

    /**
     * @param evaluation gives batch size and draws of measurements
     * @param checkpoint runs before every batch; may throw to end the work
     */
    public LearningRateTuning(Dataset dataset, EvaluationConfig evaluation, Runnable checkpoint) {
        this.dataset = dataset;
        this.evaluation = evaluation;
        this.checkpoint = checkpoint;
    }

    /**
     * The best candidate.
     *
     * @throws DivergedException if the training with every candidate diverges: that of the lowest
     */
    public TunedRate choose(Training training, TuningConfig tuning) {
        Question question = new Question(
                dataset.fingerprint(),
                training.network(),
                training.spec(dataset.facts()),
                training.training(),
                training.transforms(),
                evaluation.batchSize(),
                evaluation.batchStatisticsDraws());
        TunedRate known = ANSWERED.get(question);
        if (known == null) {
            known = choose(question, tuning);
            ANSWERED.put(question, known);
        }
        return known;
    }

    private TunedRate choose(Question question, TuningConfig tuning) {
        Dataset split = HeldOut.of(dataset, tuning.validation());
        SortedMap<Double, OptionalDouble> scores = new TreeMap<>();
        DivergedException ofLowest = null;
        for (double candidate : tuning.candidates().stream().sorted().toList()) {
            try {
                scores.put(candidate, OptionalDouble.of(score(question, tuning, candidate, split)));
            } catch (DivergedException e) {
                scores.put(candidate, OptionalDouble.empty());
                ofLowest = ofLowest == null ? e : ofLowest;
            }
        }
        double sign = tuning.criterion() == TuningConfig.Criterion.LOSS ? 1 : -1;
        Comparator<Map.Entry<Double, OptionalDouble>> best =
                Comparator.comparingDouble(entry -> sign * entry.getValue().getAsDouble());
        DivergedException allDiverged = ofLowest;
        double rate = scores.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .min(best.thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow(() -> allDiverged)
                .getKey();
        return new TunedRate(rate, scores);
    }

    private double score(Question question, TuningConfig tuning, double candidate, Dataset split) {
        TrainingConfig config = question.training().tuned(candidate).withoutSmallerBatches();
        Protocol protocol = new Protocol(tuning.statistics(), Dropping.OFF, TransformSide.TRAIN, Protocol.Split.TEST);
        TransformPair transforms = new TransformPair("tuning", question.transforms(), question.transforms());
        try (Network network = InitialNetwork.create(
                        question.config(),
                        question.network(),
                        SEED.child("weights").generator());
                Evaluator evaluator = new Evaluator(
                        network, config, evaluation, transforms, split, SEED.child("evaluation"), checkpoint)) {
            train(network, config, question.transforms(), split);
            Measurement measured = evaluator.measure(List.of(protocol)).get(protocol);
            return switch (tuning.criterion()) {
                case ACCURACY -> measured.accuracy();
                case LOSS -> measured.loss();
            };
        }
    }

    private void train(Network network, TrainingConfig config, List<Transform> transforms, Dataset split) {
        Pretraining.run(network, config, transforms, split, SEED.child("pretraining"), checkpoint);
        try (Trainer trainer = new Trainer(
                network,
                config,
                transforms,
                split,
                SEED.child("training"),
                checkpoint,
                Pretraining.trained(network, config))) {
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
        }
    }
}
