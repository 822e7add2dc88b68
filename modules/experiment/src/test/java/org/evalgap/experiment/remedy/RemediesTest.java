package org.evalgap.experiment.remedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.data.transform.TransformPipeline;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Variable;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.Domain;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.evalgap.study.settings.TrialConfig;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;
import org.junit.jupiter.api.Test;

class RemediesTest {

    private static final List<TransformSide> BOTH_SIDES = List.of(TransformSide.TRAIN, TransformSide.EVAL);
    private static final List<Dropping> ON_AND_OFF = List.of(Dropping.ON, Dropping.OFF);

    /** A trained network and everything around it. */
    private static final class Trained implements AutoCloseable {
        final TrialConfig trial;
        final Dataset dataset;
        final Network network;
        final TrainingAverages averages;
        final Evaluator evaluator;

        Trained(String settings, List<Double> decays) {
            Study study = StudyReader.parse("tiny.conf", """
                    study {
                      name = tiny
                      dataset { kind = synthetic, height = 9, width = 9, channels = 2, classes = 3, train-per-class = 11, test-per-class = 7, noise = 90 }
                      trial {
                        network { kind = cnn, widths = [4], dropout = 0.25 }
                        training { epochs = 2, batch-size = 6, learning-rate = 0.02 }
                        augmentation = crop-flip
                      }
                      trial { %s }
                    }
                    """.formatted(settings));
            trial = study.trial(study.cells().stream().findFirst().orElseThrow());
            dataset = DatasetReader.read(study.dataset(), ByteSource.local());
            network = Network.create(
                    trial.network()
                            .spec(
                                    TransformPipeline.compile(
                                                    trial.augmentation().train(), dataset)
                                            .outputShape(),
                                    dataset.classes()),
                    Precision.FLOAT,
                    new Seed(1).generator());
            averages = new TrainingAverages(network, decays);
            evaluator = new Evaluator(
                    network,
                    trial.training(),
                    new EvaluationConfig(16, 1, 0, EvaluationConfig.Corners.MINIMAL),
                    trial.augmentation(),
                    dataset,
                    new Seed(2),
                    () -> {});
            try (Trainer trainer = new Trainer(
                    network, trial.training(), trial.augmentation().train(), dataset, new Seed(3), () -> {})) {
                trainer.afterStep(averages::afterStep);
                while (!trainer.isDone()) {
                    trainer.trainEpoch();
                }
            }
        }

        Measurement deployed() {
            return evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
        }

        /** What the remedies do, the network being the same afterwards. */
        List<Treated> treated(RemediesConfig config) {
            long before = network.fingerprint();
            List<Treated> all = new Remedies(
                            network,
                            trial.training(),
                            config,
                            trial.augmentation(),
                            dataset,
                            new Seed(4),
                            evaluator,
                            () -> {})
                    .apply(deployed(), averages);
            assertThat(network.fingerprint()).isEqualTo(before);
            return all;
        }

        @Override
        public void close() {
            evaluator.close();
            averages.close();
            network.close();
        }
    }

    private static RemediesConfig config(
            List<Integer> samples, List<TransformSide> sides, List<Dropping> dropout, int passes, int retrain) {
        return new RemediesConfig(samples, sides, dropout, false, List.of(), passes, retrain, 0.5, false, null);
    }

    private static RemediesConfig recalibration(Integer... samples) {
        return config(List.of(samples), BOTH_SIDES, ON_AND_OFF, 0, 0);
    }

    @Test
    void recalibrationFollowsItsCurveInWholeBatches() {
        try (Trained trained = new Trained("", List.of())) {
            List<Treated> all = trained.treated(recalibration(1, 7, 12, 33, Integer.MAX_VALUE));
            assertThat(all).hasSize(2 * 2 * 2 * 3);
            // 1 is a batch of 6; 7 and 12 are two batches; 33 are all.
            assertThat(all.stream()
                            .map(each -> ((Remedy.Recalibrated) each.remedy()).images())
                            .collect(Collectors.toSet()))
                    .isEqualTo(Set.of(6, 12, 33));
            assertThat(all).allSatisfy(each -> {
                assertThat(each.before().accuracy())
                        .isEqualTo(trained.deployed().accuracy());
                assertThat(each.domain()).isEqualTo(Domain.ALL);
            });
        }
    }

    /** The walk, done by hand with the engine's recalibration, gives the same loss to the bit. */
    /** What it measures depends on the running statistics, which each variant finds as the training left them. */
    @Test
    void recalibrationOfBatchRenormalizationStartsFromTheTraining() {
        try (Trained trained = new Trained("network { normalization = batch-renorm, widths = [4, 4] }", List.of())) {
            List<Treated> together = trained.treated(recalibration(12, Integer.MAX_VALUE));
            List<Treated> alone = trained.treated(recalibration(Integer.MAX_VALUE));
            assertThat(together).hasSize(2 * 2 * 2 * 2);
            assertThat(together.stream()
                            .filter(each -> ((Remedy.Recalibrated) each.remedy()).images() == 33)
                            .map(each -> each.after().orElseThrow().loss()))
                    .containsExactlyElementsOf(alone.stream()
                            .map(each -> each.after().orElseThrow().loss())
                            .toList());
        }
    }

    @Test
    void recalibrationIsTheEnginesOnTheTrainingsBatches() {
        try (Trained trained = new Trained("", List.of())) {
            Treated last = trained.treated(config(
                            List.of(Integer.MAX_VALUE), List.of(TransformSide.EVAL), List.of(Dropping.OFF), 0, 0))
                    .get(0);
            Recalibration byHand = new Recalibration(trained.network);
            new TrainingWalk(
                            trained.network.spec(),
                            trained.trial.training(),
                            trained.trial.augmentation().eval(),
                            trained.dataset,
                            new Seed(4).child("recalibration"),
                            () -> {})
                    .forEach((images, size, domain) -> {
                        try (Pass pass = trained.network.forwardPass(size, new Mode(Mode.Statistics.BATCH, false))) {
                            pass.forward(images, null);
                            byHand.add(pass);
                        }
                    });
            byHand.apply(Recalibration.Estimator.CUMULATIVE);
            assertThat(((Remedy.Recalibrated) last.remedy()).estimator()).isEqualTo(Recalibration.Estimator.CUMULATIVE);
            assertThat(last.after().orElseThrow().loss())
                    .isEqualTo(trained.deployed().loss());
            assertThat(last.after().orElseThrow().loss())
                    .isNotEqualTo(last.before().loss());
        }
    }

    @Test
    void variantsThatCannotDifferAreOneMeasurement() {
        try (Trained trained = new Trained("network.dropout = 0, augmentation = none", List.of())) {
            List<Treated> all = trained.treated(recalibration(Integer.MAX_VALUE));
            assertThat(all).hasSize(2 * 2 * 2);
            assertThat(all.stream().map(Treated::after).distinct()).hasSize(2);
            assertThat(all.stream().map(Treated::remedy).distinct()).hasSize(8);
        }
    }

    @Test
    void eachDomainIsEvaluatedWithItsOwnStatistics() {
        try (Trained trained = new Trained("training.composition = domain-alternating", List.of())) {
            List<Treated> all = trained.treated(
                    config(List.of(Integer.MAX_VALUE), List.of(TransformSide.TRAIN), List.of(Dropping.ON), 0, 0));
            assertThat(all).hasSize(2 * (3 + 3));
            for (int estimator = 0; estimator < 2; estimator++) {
                Treated first = all.get(6 * estimator + 3);
                Treated second = all.get(6 * estimator + 4);
                Treated both = all.get(6 * estimator + 5);
                assertThat(List.of(first.domain(), second.domain(), both.domain()))
                        .containsExactly(Domain.FIRST, Domain.SECOND, Domain.ALL);
                assertThat(first.images() + second.images())
                        .isEqualTo(both.images())
                        .isEqualTo(33);
                double images = first.after().orElseThrow().images();
                double others = second.after().orElseThrow().images();
                assertThat(both.after().orElseThrow().accuracy())
                        .isEqualTo((first.after().orElseThrow().accuracy() * images
                                        + second.after().orElseThrow().accuracy() * others)
                                / (images + others));
            }
        }
    }

    @Test
    void anAverageWithoutMemoryIsTheNetworkItself() {
        try (Trained trained = new Trained("", List.of(0.0, 0.9))) {
            List<Treated> all = trained.treated(RemediesConfig.NONE);
            assertThat(all)
                    .extracting(each -> each.remedy().name())
                    .containsExactly(
                            "ema-weights",
                            "ema-weights-recalibrated",
                            "ema-statistics",
                            "ema-all",
                            "ema-weights",
                            "ema-weights-recalibrated",
                            "ema-statistics",
                            "ema-all");
            for (int i : new int[] {0, 2, 3}) {
                assertThat(all.get(i).after()).contains(all.get(i).before());
                assertThat(all.get(4 + i).after().orElseThrow().loss())
                        .isNotEqualTo(all.get(i).before().loss());
            }
            assertThat(all.get(1).images()).isEqualTo(33);
        }
    }

    @Test
    void aNetworkIsNotTreatedForWhatItDoesNotHave() {
        try (Trained trained = new Trained("network.normalization = group, network.dropout = 0", List.of(0.9))) {
            assertThat(trained.treated(config(List.of(10), BOTH_SIDES, ON_AND_OFF, 5, 0)))
                    .extracting(each -> each.remedy().name())
                    .containsExactly("ema-weights");
        }
    }

    @Test
    void passesWithDropoutAreAveraged() {
        try (Trained trained = new Trained("", List.of())) {
            Treated one = trained.treated(config(List.of(), List.of(), List.of(), 1, 0))
                    .get(0);
            Treated many = trained.treated(config(List.of(), List.of(), List.of(), 40, 0))
                    .get(0);
            assertThat(many.images()).isEqualTo(40 * 21);
            assertThat(many.uncertainty().mutualInformation()).isPositive();
            assertThat(one.uncertainty().mutualInformation()).isLessThan(1e-9);
            assertThat(trained.treated(config(List.of(), List.of(), List.of(), 40, 0))
                            .get(0)
                            .after())
                    .isEqualTo(many.after());
        }
    }

    @Test
    void retrainingMovesLastLayerAndNormsOnly() {
        try (Trained trained = new Trained("", List.of())) {
            List<Variable> moving = Retraining.variables(trained.network);
            assertThat(moving).extracting(Variable::layer).containsExactly(1, 1, 6, 6);
            List<double[]> before = values(trained.network);
            Consumer<Network> retrain = network -> Retraining.run(
                    network,
                    moving,
                    trained.trial.training().again(1, 0.5),
                    trained.trial.augmentation().eval(),
                    trained.dataset,
                    new Seed(5),
                    () -> {});
            retrain.accept(trained.network);
            List<double[]> after = values(trained.network);
            List<Variable> variables = trained.network.variables();
            for (int v = 0; v < variables.size(); v++) {
                boolean moves = moving.contains(variables.get(v))
                        || !variables.get(v).role().trainable();
                assertThat(Arrays.equals(before.get(v), after.get(v))).isEqualTo(!moves);
            }
        }
    }

    /** By hand: forward passes in TRAIN mode, with nothing reset before them. */
    @Test
    void aPassInTrainModeMovesStatisticsOnByTheirMomentum() {
        try (Trained trained = new Trained("", List.of())) {
            RemediesConfig passed =
                    new RemediesConfig(List.of(), List.of(), List.of(), true, List.of(), 0, 0, 0.5, false, null);
            Treated treated = trained.treated(passed).get(0);
            assertThat(treated.remedy()).isEqualTo(new Remedy.TrainModePass(33));
            SplitMix64 dropout = new Seed(4).child("recalibration dropout").generator();
            new TrainingWalk(
                            trained.network.spec(),
                            trained.trial.training(),
                            trained.trial.augmentation().train(),
                            trained.dataset,
                            new Seed(4).child("recalibration"),
                            () -> {})
                    .forEach((images, size, domain) -> {
                        try (Pass pass = trained.network.forwardPass(size, Mode.TRAIN)) {
                            pass.forward(images, dropout);
                            pass.updateRunningStatistics();
                        }
                    });
            assertThat(treated.after().orElseThrow().loss())
                    .isEqualTo(trained.deployed().loss())
                    .isNotEqualTo(treated.before().loss());
        }
    }

    private static RemediesConfig blended(TestStatisticsConfig statistics) {
        return new RemediesConfig(List.of(), List.of(), List.of(), false, List.of(), 0, 0, 0.5, false, statistics);
    }

    /** The images of the deployed corner, random ones together; of batches that are all images, their own moments. */
    @Test
    void runningStatisticsAreBlendedWithMomentsOfTestImages() {
        try (Trained trained = new Trained("", List.of())) {
            List<Treated> all = trained.treated(
                    blended(new TestStatisticsConfig(List.of(1, 50), List.of(0, 1_000_000), List.of(1e-9, 0.5), true)));
            assertThat(all)
                    .extracting(Treated::remedy)
                    .containsExactly(
                            new Remedy.TestBatchStatistics(1, 0),
                            new Remedy.TestBatchStatistics(1, 1_000_000),
                            new Remedy.TestBatchStatistics(21, 0),
                            new Remedy.TestBatchStatistics(21, 1_000_000),
                            new Remedy.ExampleWeighing(1e-9),
                            new Remedy.ExampleWeighing(0.5),
                            new Remedy.EvalNorm(6));
            assertThat(all).allSatisfy(each -> {
                assertThat(each.images()).isEqualTo(21);
                assertThat(each.after().orElseThrow().images()).isEqualTo(21);
            });
            double deployed = trained.deployed().loss();
            for (int next : new int[] {1, 3, 4}) {
                assertThat(all.get(next).after().orElseThrow().loss()).isCloseTo(deployed, within(1e-5));
            }
            for (int other : new int[] {0, 2, 5, 6}) {
                assertThat(Math.abs(all.get(other).after().orElseThrow().loss() - deployed))
                        .isGreaterThan(1e-4);
            }
            assertThat(all.get(2).after().orElseThrow().loss())
                    .isCloseTo(lossOfAllTestImagesTogether(trained), within(1e-6));
        }
    }

    private static double lossOfAllTestImagesTogether(Trained trained) {
        TransformPipeline pipeline =
                TransformPipeline.compile(trained.trial.augmentation().eval(), trained.dataset);
        int size = pipeline.outputShape().size();
        int images = trained.dataset.test().size();
        float[] pixels = new float[images * size];
        byte[] labels = new byte[images];
        for (int i = 0; i < images; i++) {
            pipeline.apply(trained.dataset.test(), i, null, pixels, i * size);
            labels[i] = (byte) trained.dataset.test().label(i);
        }
        try (Pass pass = trained.network.forwardPass(images, new Mode(Mode.Statistics.BATCH, false))) {
            pass.forward(pixels, null);
            return pass.loss(labels);
        }
    }

    @Test
    void whatWouldBeNormalizedWithItselfIsLeftOut() {
        try (Trained trained = new Trained(
                "network = null, network { kind = layers, layers = [flatten, { kind = linear, features = 5 }, batch-norm, "
                        + "{ kind = linear, features = 3 }] }",
                List.of())) {
            List<Treated> all =
                    trained.treated(blended(new TestStatisticsConfig(List.of(1, 4), List.of(0, 8), List.of(), false)));
            assertThat(all)
                    .extracting(Treated::remedy)
                    .containsExactly(
                            new Remedy.TestBatchStatistics(1, 8),
                            new Remedy.TestBatchStatistics(4, 0),
                            new Remedy.TestBatchStatistics(4, 8));
            // A last image alone has no moments but with the running ones.
            assertThat(all)
                    .extracting(each -> each.after().orElseThrow().images())
                    .containsExactly(21, 20, 21);
        }
    }

    @Test
    void testStatisticsAreOfOneDomain() {
        try (Trained trained = new Trained("training.composition = domain-alternating", List.of())) {
            List<Treated> all =
                    trained.treated(blended(new TestStatisticsConfig(List.of(8), List.of(2), List.of(0.1), false)));
            assertThat(all)
                    .extracting(Treated::domain)
                    .containsExactly(Domain.ALL, Domain.FIRST, Domain.SECOND, Domain.ALL, Domain.FIRST, Domain.SECOND);
        }
    }

    @Test
    void theControlOfRetrainingTrainsEverythingAsLong() {
        try (Trained trained = new Trained("", List.of())) {
            List<Treated> all = trained.treated(
                    new RemediesConfig(List.of(), List.of(), List.of(), false, List.of(), 0, 2, 0.5, true, null));
            assertThat(all)
                    .extracting(Treated::remedy)
                    .containsExactly(new Remedy.Retrained(2), new Remedy.TrainedOn(2));
            assertThat(all.get(1).images()).isEqualTo(all.get(0).images());
            assertThat(all.get(1).after().orElseThrow().loss())
                    .isNotEqualTo(all.get(0).after().orElseThrow().loss());
            assertThat(Retraining.everything(trained.network)).hasSizeGreaterThan(4);
        }
    }

    private static List<double[]> values(Network network) {
        List<double[]> all = new ArrayList<>();
        for (Variable variable : network.variables()) {
            double[] values = new double[variable.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = variable.values().get(i);
            }
            all.add(values);
        }
        return all;
    }

    @Test
    void aRemedyThatDivergesIsUndoneAndSaysSo() {
        try (Trained trained = new Trained("", List.of())) {
            List<Treated> all = trained.treated(
                    new RemediesConfig(List.of(), List.of(), List.of(), false, List.of(), 0, 3, 1e30, false, null));
            assertThat(all)
                    .singleElement()
                    .satisfies(each -> assertThat(each.after()).isEmpty());
        }
    }

    @Test
    void whatEndsAnActionUndoesItToo() {
        try (Trained trained = new Trained("", List.of())) {
            long before = trained.network.fingerprint();
            assertThatThrownBy(() -> Undo.after(trained.network, () -> {
                        trained.network.variables().get(0).values().set(0, 7);
                        throw new IllegalArgumentException("enough");
                    }))
                    .hasMessage("enough");
            assertThat(trained.network.fingerprint()).isEqualTo(before);
        }
    }
}
