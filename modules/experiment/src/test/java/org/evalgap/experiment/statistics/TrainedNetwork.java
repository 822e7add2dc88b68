package org.evalgap.experiment.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.training.Pretraining;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.nn.Network;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.TrialConfig;

/** A network that was trained as a trial trains it, and what its causes are found with. */
final class TrainedNetwork implements AutoCloseable {

    private static final EvaluationConfig EVALUATION = new EvaluationConfig(
            256,
            1,
            0,
            EvaluationConfig.Corners.MINIMAL,
            List.of(),
            List.of(),
            false,
            500,
            RemediesConfig.NONE,
            LayersConfig.NONE,
            true);

    final TrialConfig trial;
    final Dataset dataset;
    final Network network;
    final State start;
    final Evaluator evaluator;
    final Seed trainingSeed;

    /**
     * @param settings of the study: its dataset and trial
     * @param seed of weights and training
     */
    TrainedNetwork(String settings, long seed) {
        Study study = StudyReader.parse("planted.conf", "study { name = planted, " + settings + " }");
        trial = study.trial(study.cells().stream().findFirst().orElseThrow());
        dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Seed root = new Seed(seed);
        trainingSeed = root.child("training");
        network = Network.create(
                trial.spec(dataset.facts()),
                Precision.FLOAT,
                root.child("weights").generator());
        Pretraining.run(
                network, trial.training(), trial.augmentation().train(), dataset, root.child("pretraining"), () -> {});
        start = network.state();
        try (Trainer trainer = new Trainer(
                network,
                trial.training(),
                trial.augmentation().train(),
                dataset,
                trainingSeed,
                () -> {},
                Pretraining.trained(network, trial.training()))) {
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
        }
        evaluator = new Evaluator(
                network,
                trial.training(),
                EVALUATION,
                trial.augmentation(),
                dataset,
                root.child("evaluation"),
                () -> {});
    }

    CauseFigures causes() {
        return measured().orElseThrow();
    }

    Optional<CauseFigures> measured() {
        return new StatisticsCauses(
                        network,
                        trial.training(),
                        EVALUATION,
                        trial.augmentation(),
                        dataset,
                        start,
                        trainingSeed,
                        new Seed(7),
                        evaluator,
                        () -> {})
                .measure(Map.of());
    }

    Measurement measure(Protocol protocol) {
        return evaluator.measure(List.of(protocol)).get(protocol);
    }

    @Override
    public void close() {
        evaluator.close();
        network.close();
    }
}
