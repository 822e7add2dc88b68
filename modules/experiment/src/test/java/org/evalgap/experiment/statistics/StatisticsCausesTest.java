package org.evalgap.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.data.random.Seed;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.experiment.training.TrainingBatches;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsCausesTest {

    /** 50 training images: batches of 6 leave a last one of 2. */
    private static final String DATASET =
            "dataset { kind = synthetic, height = 9, width = 9, channels = 2, classes = 5, train-per-class = 10, test-per-class = 20, noise = 90 }, ";

    private static final String STUDY = DATASET
            + "trial { network { kind = cnn, widths = [4, 4], dropout = 0.25 }, training { batch-size = 6, learning-rate = 0.02 }, augmentation = crop-flip }, ";

    private static TrainedNetwork trained(String settings) {
        return new TrainedNetwork(STUDY + "trial { " + settings + " }", 1);
    }

    /** Large batches hold all training images. */
    private static Counterfactuals counterfactuals(TrainedNetwork trained, Seed seed) {
        return new Counterfactuals(
                trained.network,
                trained.trial.training(),
                LayerStatistics.of(trained.network, trained.start),
                new TrainingBatches(
                        trained.trial.training(), trained.trial.augmentation().train(), trained.dataset, seed),
                1000,
                trained.trial.augmentation(),
                trained.dataset,
                new Seed(4),
                () -> {});
    }

    /** Weights that do not move leave nothing stale: a replay gives what the training gave. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.batch-norm-momentum = 0.1",
                "network.batch-norm-momentum = 0.9",
                "network.batch-norm-momentum = 0.02",
                "network.batch-norm-momentum = 1",
                "network.batch-norm-momentum = 0",
                "network.dropout-place = before-norm",
                "network.ghost-batch-size = 4",
                "training.composition = class-sorted",
                "training { composition = one-per-class, batch-size = 5 }",
                "training.composition = domain-alternating",
                "training { composition = one-per-class, batch-size = 10, replicas = 5 }",
                "training { composition { kind = near-duplicates, frames = 3 }, epochs = 1 }",
                "training.replicas = 2",
                "training { replicas = 3, composition = domain-alternating }",
                "training.drop-last = true",
                "training { drop-last = true, replicas = 3, freeze-batch-norm-after = 0.3 }",
                "network.normalization = instance",
                "network { normalization = instance, instance-norm-momentum = 0.6 }, training.replicas = 2",
                // Of several layers, those behind the first would meet other running statistics ahead.
                "network = null, network { kind = simplenet, normalization = batch-renorm }",
                "network = null, network { kind = simplenet, normalization = batch-renorm, renorm-momentum = 0.4 }",
                "training { pretrained { epochs = 2, classes = 3, transforms = [{ kind = affine, scale = 2, shift = 1 }] }, steps = 3 }",
                "training.pretrained { epochs = 1, batch-norm = frozen }",
                "training.pretrained { epochs = 1, batch-norm = eval }",
                "training { pretrained.epochs = 1, update-running-statistics = false }",
                "training.freeze-batch-norm-after = 0.5",
                "training.freeze-batch-norm-after = 0",
                "training.steps = 5",
                "network = null, network { kind = layers, layers = [{ kind = batch-norm, cumulative = true }, { kind = dropout, probability = 0.3 }, flatten, { kind = linear, features = 5 }] }",
                "network = null, network { kind = resnet, depth = 8, width = 2 }"
            })
    void aReplayOfATrainingThatMovedNothingGivesItsStatistics(String settings) {
        try (TrainedNetwork trained = trained(settings + ", training.learning-rate = 1e-30")) {
            Counterfactuals statistics = counterfactuals(trained, trained.trainingSeed);
            assertThat(largestDistance(statistics, StatisticsCause.STALENESS)).isLessThan(1e-4);
        }
    }

    /** So that the law above would notice other images, transforms or masks. */
    @Test
    void aReplayOfOtherBatchesDoesNot() {
        try (TrainedNetwork trained = trained("training.learning-rate = 1e-30")) {
            assertThat(largestDistance(counterfactuals(trained, new Seed(99)), StatisticsCause.STALENESS))
                    .isGreaterThan(0.01);
        }
    }

    private static double largestDistance(Counterfactuals statistics, StatisticsCause cause) {
        Replacement without = statistics.without().get(cause);
        return IntStream.range(0, without.of(0).size())
                .mapToDouble(i -> Math.max(
                        without.meanDistance(statistics.trained(), i, 1e-5),
                        without.varianceLogRatio(statistics.trained(), i, 1e-5)))
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.dropout-place = before-norm",
                "training.composition = domain-alternating",
                "training.composition = class-sorted",
                "training.composition { kind = near-duplicates, frames = 4 }",
                "training.replicas = 3",
                "training { composition = one-per-class, batch-size = 10, replicas = 5 }",
                "training.drop-last = true",
                "network.normalization = instance",
                "network.normalization = batch-renorm",
                "network { normalization = batch-renorm, renorm-momentum = 0.3 }, training.composition = domain-alternating",
                "training { pretrained { epochs = 2, transforms = [{ kind = affine, scale = 2, shift = 1 }] }, steps = 3 }",
                "training.pretrained { epochs = 2, batch-norm = eval }",
                "network.ghost-batch-size = 3"
            })
    void stepsAddUpToTheDegradationAndTheNetworkStays(String settings) {
        try (TrainedNetwork trained = trained(settings)) {
            long before = trained.network.fingerprint();
            CauseFigures causes = trained.causes();
            assertThat(trained.network.fingerprint()).isEqualTo(before);
            double degradation =
                    trained.measure(Protocol.trainMode(Protocol.Split.TEST)).accuracy()
                            - trained.measure(Protocol.DEPLOYED).accuracy();
            double loss = trained.measure(Protocol.DEPLOYED).loss()
                    - trained.measure(Protocol.trainMode(Protocol.Split.TEST)).loss();
            assertThat(causes.steps().stream()
                            .mapToDouble(step -> step.lost().mean())
                            .sum())
                    .isCloseTo(degradation, within(1e-9));
            assertThat(causes.steps().stream()
                            .mapToDouble(CauseFigures.Step::loss)
                            .sum())
                    .isCloseTo(loss, within(1e-9));
            assertThat(causes.steps()).extracting(CauseFigures.Step::cause).containsExactly(StatisticsCause.values());
            assertThat(causes.shuffled().isPresent()).isEqualTo(settings.contains("domain"));
            assertThat(trained.causes()).isEqualTo(causes);
        }
    }

    /** Of random parts all are averaged, so that what few images scatter is noise and no composition. */
    @Test
    void onReplicasRandomPartsHaveNoComposition() {
        try (TrainedNetwork random = trained("training.replicas = 3");
                TrainedNetwork sorted =
                        trained("training { composition = one-per-class, batch-size = 10, replicas = 5 }")) {
            Map<StatisticsCause, Replacement> ofRandom =
                    counterfactuals(random, random.trainingSeed).without();
            assertThat(ofRandom.get(StatisticsCause.COMPOSITION)).isSameAs(ofRandom.get(StatisticsCause.NOISE));
            Counterfactuals ofSorted = counterfactuals(sorted, sorted.trainingSeed);
            Replacement kept = ofSorted.without().get(StatisticsCause.NOISE);
            Replacement all = ofSorted.without().get(StatisticsCause.COMPOSITION);
            assertThat(kept.meanDistance(all, 0, 1e-5))
                    .as("the first part's classes")
                    .isGreaterThan(0.02);
        }
    }

    @Test
    void whatCannotActHasNoPart() {
        try (TrainedNetwork trained =
                trained("network.dropout = 0, augmentation = none, network.batch-norm-momentum = 0.5")) {
            Map<StatisticsCause, Replacement> without =
                    counterfactuals(trained, trained.trainingSeed).without();
            assertThat(without.get(StatisticsCause.START)).isSameAs(without.get(StatisticsCause.STALENESS));
            assertThat(without.get(StatisticsCause.COMPOSITION)).isSameAs(without.get(StatisticsCause.NOISE));
            assertThat(without.get(StatisticsCause.SHIFT)).isSameAs(without.get(StatisticsCause.SIZE));
        }
    }

    @Test
    void theStartsWeightIsSpreadOverTheBatches() {
        try (TrainedNetwork trained = trained("training.steps = 5, training.learning-rate = 1e-30")) {
            Counterfactuals statistics = counterfactuals(trained, trained.trainingSeed);
            List<LayerStatistics> with = statistics.trained().of(0);
            List<LayerStatistics> without =
                    statistics.without().get(StatisticsCause.START).of(0);
            double start = Math.pow(0.9, 5);
            for (int i = 0; i < with.size(); i++) {
                for (int c = 0; c < with.get(i).channels(); c++) {
                    assertThat((1 - start) * without.get(i).mean()[c])
                            .isCloseTo(with.get(i).mean()[c], within(1e-5));
                    assertThat(start + (1 - start) * without.get(i).variance()[c])
                            .isCloseTo(with.get(i).variance()[c], within(1e-5));
                }
            }
        }
    }

    /**
     * Where one batch holds all images, statistics of the EVAL path are what every norm then meets in EVAL mode: each was
     * measured behind norms that already normalized with theirs.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.ghost-batch-size = 0",
                "network.ghost-batch-size = 3",
                "network.normalization = batch-renorm"
            })
    void statisticsOfTheEvalPathAreWhatEachNormMeetsInEvalMode(String settings) {
        try (TrainedNetwork trained = trained("network.dropout-place = before-norm, " + settings)) {
            List<LayerStatistics> evalPath = counterfactuals(trained, trained.trainingSeed)
                    .without()
                    .get(StatisticsCause.SHIFT)
                    .of(0);
            LayerStatistics.set(trained.network, evalPath);
            int images = trained.dataset.train().size();
            BatchAssembler batch = new BatchAssembler(
                    trained.dataset.train(),
                    trained.trial.augmentation().eval(),
                    trained.trial.training().composition(),
                    trained.dataset,
                    images);
            for (int i = 0; i < images; i++) {
                batch.put(i, i, 0, new Seed(1).generator());
            }
            int[] norms = {0};
            try (Pass pass = trained.network.tappedPass(images, Mode.EVAL, (layer, input, rows, channels) -> {
                LayerStatistics expected = evalPath.get(norms[0]++);
                for (int c = 0; c < channels; c++) {
                    double sum = 0;
                    double squares = 0;
                    for (int row = 0; row < rows; row++) {
                        double value = input.get(row * channels + c);
                        sum += value;
                        squares += value * value;
                    }
                    double mean = sum / rows;
                    assertThat(mean).isCloseTo(expected.mean()[c], within(1e-4));
                    assertThat(squares / rows - mean * mean).isCloseTo(expected.variance()[c], within(1e-3));
                }
            })) {
                pass.forward(batch.pixels(), null);
            }
            assertThat(norms[0]).isEqualTo(evalPath.size()).isEqualTo(2);
        }
    }

    @Test
    void aNetworkWithoutRunningStatisticsHasNoCauses() {
        try (TrainedNetwork trained = trained("network.normalization = group")) {
            assertThat(trained.measured()).isEmpty();
        }
    }
}
