package org.evalgap.experiment.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * lowest is taken. The streams are the same for every replicate: all choose the same. In one process every candidate is
 * trained with once, whoever asks: those who ask at once share the candidates among themselves.
 */
public final class LearningRateTuning {

    /** What candidates have, or are about to have. One that could not be finished is not in it. */
    private static final Map<Candidate, CompletableFuture<Score>> SCORES = new ConcurrentHashMap<>();

    /** How long somebody who waits for another's candidate may go on without asking whether to go on. */
    private static final int CHECKPOINT_SECONDS = 10;

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

    private record Candidate(Question question, double rate) {}

    /**
     * @param value accuracy or loss; empty if the training diverged
     * @param diverged why; null if it did not
     */
    private record Score(OptionalDouble value, DivergedException diverged) {}

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
        return choose(question, tuning);
    }

    private TunedRate choose(Question question, TuningConfig tuning) {
        SortedMap<Double, Score> scores = scores(question, tuning);
        SortedMap<Double, OptionalDouble> values = new TreeMap<>();
        scores.forEach((rate, score) -> values.put(rate, score.value()));
        double sign = tuning.criterion() == TuningConfig.Criterion.LOSS ? 1 : -1;
        Comparator<Map.Entry<Double, OptionalDouble>> best =
                Comparator.comparingDouble(entry -> sign * entry.getValue().getAsDouble());
        double rate = values.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .min(best.thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow(() -> scores.get(scores.firstKey()).diverged())
                .getKey();
        return new TunedRate(rate, values);
    }

    private SortedMap<Double, Score> scores(Question question, TuningConfig tuning) {
        SortedMap<Double, Score> scores = new TreeMap<>();
        List<Double> rates = tuning.candidates().stream().sorted().toList();
        // Whoever was to finish a candidate may have been stopped: then it is nobody's, and is left for the next round.
        while (scores.size() < rates.size()) {
            rates.forEach(rate -> scoreIfNobodyDoes(new Candidate(question, rate), tuning));
            for (double rate : rates) {
                CompletableFuture<Score> score = SCORES.get(new Candidate(question, rate));
                if (score != null) {
                    await(score).ifPresent(found -> scores.put(rate, found));
                }
            }
        }
        return scores;
    }

    private void scoreIfNobodyDoes(Candidate candidate, TuningConfig tuning) {
        CompletableFuture<Score> mine = new CompletableFuture<>();
        if (SCORES.putIfAbsent(candidate, mine) != null) {
            return;
        }
        try {
            mine.complete(score(candidate, tuning));
        } finally {
            if (!mine.isDone()) {
                SCORES.remove(candidate, mine);
                mine.cancel(false);
            }
        }
    }

    private Score score(Candidate candidate, TuningConfig tuning) {
        try {
            Dataset split = HeldOut.of(dataset, tuning.validation());
            double value = score(candidate.question(), tuning, candidate.rate(), split);
            return new Score(OptionalDouble.of(value), null);
        } catch (DivergedException e) {
            return new Score(OptionalDouble.empty(), e);
        }
    }

    /** A score that may be another's work; empty if that was stopped. */
    private Optional<Score> await(CompletableFuture<Score> score) {
        while (true) {
            try {
                return Optional.of(score.get(CHECKPOINT_SECONDS, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                checkpoint.run();
            } catch (CancellationException | ExecutionException e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("stopped while another trial tried a learning rate");
            }
        }
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
