package org.evalgap.experiment.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.evaluation.Evaluator;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings of a study file make a training compute, against their definitions. */
class TrainingSettingsTest {

    private static final int IMAGES = 24;
    private static final int CLASSES = 3;
    private static final int SIDE = 8;
    private static final String SMALL_CNN = "network { kind = cnn, widths = [4], dropout = 0 }";

    /** Trains on 24 images; with that batch size, an epoch is one step over all of them, in whatever order. */
    private static final class Fixture implements AutoCloseable {
        private final Study study;
        private final TrialConfig trial;
        private final Dataset dataset;
        private final Network network;
        private final Trainer trainer;
        private final float[] images;
        private final byte[] labels;

        Fixture(String trialText) {
            study = StudyReader.parse("tiny.conf", """
                    study {
                      name = tiny
                      dataset {
                        kind = synthetic, height = 8, width = 8, channels = 2, classes = 3
                        train-per-class = 8, test-per-class = 5
                      }
                      trial { training.batch-size = 24, %s }
                      evaluation.batch-size = 5
                    }
                    """.formatted(trialText));
            trial = study.trial(study.cells().grid().cell(0));
            dataset = DatasetReader.read(study.dataset(), ByteSource.local());
            network = Network.create(
                    trial.network().spec(dataset.train().shape(), CLASSES), Precision.FLOAT, new Seed(5).generator());
            trainer = new Trainer(network, trial.training(), List.of(), dataset, new Seed(7), () -> {});
            BatchAssembler all =
                    new BatchAssembler(dataset.train(), List.of(), new BatchComposition.Iid(), dataset, IMAGES);
            for (int i = 0; i < IMAGES; i++) {
                all.put(i, i, 0, null);
            }
            images = all.pixels();
            labels = all.labels();
        }

        /** Mean loss of all training images with a target of 1 − smoothing + smoothing / classes for their class. */
        double loss(Mode mode, double smoothing) {
            try (Pass pass = network.forwardPass(IMAGES, mode)) {
                pass.forward(images, null);
                double sum = 0;
                for (int i = 0; i < IMAGES; i++) {
                    double[] logits = row(pass, i);
                    double normalizer =
                            Math.log(Arrays.stream(logits).map(Math::exp).sum());
                    for (int c = 0; c < CLASSES; c++) {
                        double target = (c == labels[i] ? 1 - smoothing : 0) + smoothing / CLASSES;
                        sum -= target * (logits[c] - normalizer);
                    }
                }
                return sum / IMAGES;
            }
        }

        private static double[] row(Pass pass, int image) {
            return IntStream.range(0, CLASSES)
                    .mapToDouble(c -> pass.logits().get(image * CLASSES + c))
                    .toArray();
        }

        List<EpochSummary> train() {
            List<EpochSummary> epochs = new ArrayList<>();
            while (!trainer.isDone()) {
                epochs.add(trainer.trainEpoch());
            }
            return epochs;
        }

        double[] parameters() {
            return ofTrainable(Variable::values);
        }

        double[] gradients() {
            return ofTrainable(Variable::gradientValues);
        }

        private double[] ofTrainable(Function<Variable, Values> values) {
            return network.variables().stream()
                    .filter(variable -> variable.role().trainable())
                    .flatMapToDouble(
                            variable -> IntStream.range(0, variable.length()).mapToDouble(values.apply(variable)::get))
                    .toArray();
        }

        RunningStatistics firstNorm() {
            return network.runningStatistics().get(0);
        }

        @Override
        public void close() {
            trainer.close();
            network.close();
        }
    }

    private record Schedule(String settings, double[] rates) {}

    static Stream<Schedule> schedules() {
        double half = Math.sqrt(0.5);
        return Stream.of(
                new Schedule("", new double[] {0.1, 0.1, 0.1, 0.1}),
                new Schedule(
                        ", learning-rate-schedule = cosine",
                        new double[] {0.1, 0.05 * (1 + half), 0.05, 0.05 * (1 - half)}),
                new Schedule(", learning-rate-schedule { kind = cosine, last = 1 }", new double[] {0.1, 0.1, 0.1, 0.1}),
                new Schedule(
                        ", learning-rate-schedule { kind = step, milestones = [0.25, 0.75], decay = 0.2 }",
                        new double[] {0.1, 0.02, 0.02, 0.004}),
                new Schedule(", warm-up = 0.5", new double[] {0.1 / 3, 0.2 / 3, 0.1, 0.1}),
                new Schedule(
                        ", learning-rate-schedule = cosine, warm-up = 0.5",
                        new double[] {0.1 / 3, 0.2 / 3, 0.1, 0.05}));
    }

    /** Without momentum and weight decay, a step moves each parameter by the rate times its gradient. */
    @ParameterizedTest
    @MethodSource("schedules")
    void everyStepHasTheRateOfItsSchedule(Schedule schedule) {
        String training = "training { batch-size = 12, epochs = 2, learning-rate = 0.1, momentum = 0, weight-decay = 0"
                + schedule.settings + " }";
        try (Fixture fixture = new Fixture(SMALL_CNN + ", " + training)) {
            List<double[]> parameters = new ArrayList<>(List.of(fixture.parameters()));
            List<double[]> gradients = new ArrayList<>();
            fixture.trainer.afterStep(() -> {
                parameters.add(fixture.parameters());
                gradients.add(fixture.gradients());
            });

            List<EpochSummary> epochs = fixture.train();

            assertThat(gradients).hasSize(4);
            for (int step = 0; step < 4; step++) {
                double[] expected = parameters.get(step).clone();
                for (int i = 0; i < expected.length; i++) {
                    expected[i] -= schedule.rates[step] * gradients.get(step)[i];
                }
                assertThat(parameters.get(step + 1)).containsExactly(expected, within(1e-6));
                assertThat(Arrays.stream(gradients.get(step))
                                .map(Math::abs)
                                .max()
                                .orElseThrow())
                        .isGreaterThan(1e-2);
            }
            assertThat(epochs.get(0).learningRate()).isCloseTo(schedule.rates[1], within(1e-12));
            assertThat(epochs.get(1).learningRate()).isCloseTo(schedule.rates[3], within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void smoothingIsOfTheTrainingLossAlone(double smoothing) {
        try (Fixture fixture =
                new Fixture(SMALL_CNN + ", training { epochs = 3, label-smoothing = " + smoothing + " }")) {
            for (int epoch = 0; epoch < 3; epoch++) {
                double expected = fixture.loss(Mode.TRAIN, smoothing);
                assertThat(fixture.trainer.trainEpoch().meanLoss()).isCloseTo(expected, within(1e-5));
            }
            try (Evaluator evaluator = new Evaluator(
                    fixture.network,
                    fixture.trial.training(),
                    fixture.study.evaluation(),
                    fixture.trial.augmentation(),
                    fixture.dataset,
                    new Seed(9),
                    () -> {})) {
                Protocol evalOnTrain = Protocol.evalMode(Protocol.Split.TRAIN);
                double measured =
                        evaluator.measure(List.of(evalOnTrain)).get(evalOnTrain).loss();

                assertThat(measured).isCloseTo(fixture.loss(Mode.EVAL, 0), within(1e-5));
            }
        }
    }

    @Test
    void smoothingKeepsTheLogitsCloser() {
        assertThat(meanLogit("epochs = 40, label-smoothing = 0.3")).isLessThan(meanLogit("epochs = 40"));
    }

    /** Mean absolute logit of all training images after a training. */
    private static double meanLogit(String training) {
        try (Fixture fixture = new Fixture(SMALL_CNN + ", training { " + training + " }")) {
            fixture.train();
            try (Pass pass = fixture.network.forwardPass(IMAGES, Mode.TRAIN)) {
                pass.forward(fixture.images, null);
                return IntStream.range(0, IMAGES * CLASSES)
                        .mapToDouble(i -> Math.abs(pass.logits().get(i)))
                        .average()
                        .orElseThrow();
            }
        }
    }

    @Test
    void frozenStatisticsStandStillAndAreTrainedWith() {
        try (Fixture fixture = new Fixture(SMALL_CNN + ", training { epochs = 6, freeze-batch-norm-after = 0.5 }")) {
            for (int epoch = 0; epoch < 6; epoch++) {
                boolean frozen = epoch >= 3;
                double batchLoss = fixture.loss(Mode.TRAIN, 0);
                double runningLoss = fixture.loss(Mode.EVAL, 0);
                double mean = fixture.firstNorm().mean(0);
                double variance = fixture.firstNorm().variance(0);
                double[] parameters = fixture.parameters();

                double loss = fixture.trainer.trainEpoch().meanLoss();

                assertThat(Math.abs(batchLoss - runningLoss)).isGreaterThan(1e-3);
                assertThat(loss).isCloseTo(frozen ? runningLoss : batchLoss, within(1e-5));
                assertThat(fixture.firstNorm().mean(0) == mean).isEqualTo(frozen);
                assertThat(fixture.firstNorm().variance(0) == variance).isEqualTo(frozen);
                assertThat(fixture.firstNorm().batches()).isEqualTo(Math.min(epoch + 1, 3));
                assertThat(fixture.parameters()).isNotEqualTo(parameters);
            }
        }
    }

    /** The norm of a simplenet sees the images themselves, so its statistics do not depend on the weights. */
    @Test
    void cumulativeStatisticsAreAveragesOverAllGhostBatches() {
        String network = "network { kind = simplenet, batch-norm-momentum = cumulative, ghost-batch-size = 6 }";
        try (Fixture fixture = new Fixture(network + ", training { batch-size = 12, epochs = 3 }")) {
            int features = fixture.dataset.train().shape().size();
            double[] means = IntStream.range(0, features)
                    .mapToDouble(feature -> IntStream.range(0, IMAGES)
                            .mapToDouble(i -> fixture.images[i * features + feature])
                            .average()
                            .orElseThrow())
                    .toArray();
            List<Double> meansOfFirstFeature = new ArrayList<>();
            fixture.trainer.afterStep(
                    () -> meansOfFirstFeature.add(fixture.firstNorm().mean(0)));

            fixture.train();

            // 24 images in ghost batches of 6, three times; each image counts as often as any other.
            assertThat(fixture.firstNorm().batches()).isEqualTo(12);
            for (int feature = 0; feature < features; feature++) {
                assertThat(fixture.firstNorm().mean(feature)).isCloseTo(means[feature], within(1e-5));
            }
            assertThat(meansOfFirstFeature.get(0)).isNotCloseTo(means[0], within(1e-4));
        }
    }

    @Test
    void ghostBatchesAreNormalizedByThemselves() {
        String settings = "network { kind = simplenet, dropout = 0, ghost-batch-size = %d }";
        try (Fixture whole = new Fixture(settings.formatted(0));
                Fixture ghost = new Fixture(settings.formatted(8));
                Pass first = whole.network.forwardPass(8, Mode.TRAIN);
                Pass all = ghost.network.forwardPass(IMAGES, Mode.TRAIN)) {
            all.forward(ghost.images, null);
            first.forward(ghost.images, null);
            for (int i = 0; i < 8 * CLASSES; i++) {
                assertThat(all.logits().get(i)).isCloseTo(first.logits().get(i), within(1e-5));
            }
            assertThat(ghost.trainer.trainEpoch().meanLoss())
                    .isNotCloseTo(whole.trainer.trainEpoch().meanLoss(), within(1e-3));
        }
    }

    /** What enters the norm behind the dropout is that without dropout, or 0, by the whole channel or by the value. */
    @ParameterizedTest
    @ValueSource(strings = {"element, true", "element, false", "channel, true", "channel, false"})
    void dropoutDropsItsUnitsAndRescalesIfAsked(String form) {
        String unit = form.substring(0, form.indexOf(','));
        boolean rescale = form.endsWith("true");
        String network = "network { kind = cnn, widths = [4], dropout = 0.5, dropout-place = before-norm, "
                + "dropout-unit = " + unit + ", dropout-rescale = " + rescale + " }";
        try (Fixture fixture = new Fixture(network)) {
            float[] kept = normInput(fixture, new Mode(Mode.Statistics.BATCH, false));
            float[] dropped = normInput(fixture, Mode.TRAIN);
            int partlyDropped = 0;
            int zeros = 0;
            for (int channel = 0; channel < IMAGES * 4; channel++) {
                int zerosOfChannel = 0;
                for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                    int i = (channel / 4 * SIDE * SIDE + pixel) * 4 + channel % 4;
                    zerosOfChannel += dropped[i] == 0 ? 1 : 0;
                    if (dropped[i] != 0) {
                        assertThat(dropped[i]).isEqualTo(rescale ? 2 * kept[i] : kept[i]);
                    }
                }
                zeros += zerosOfChannel;
                partlyDropped += zerosOfChannel > 0 && zerosOfChannel < SIDE * SIDE ? 1 : 0;
            }
            assertThat((double) zeros / dropped.length).isBetween(0.3, 0.7);
            assertThat(partlyDropped).isEqualTo(unit.equals("channel") ? 0 : IMAGES * 4);
        }
    }

    private static float[] normInput(Fixture fixture, Mode mode) {
        float[] copy = new float[IMAGES * SIDE * SIDE * 4];
        try (Pass pass = fixture.network.tappedPass(
                IMAGES, mode, (layer, input, rows, channels) -> input.copyTo(0, copy, 0, rows * channels))) {
            pass.forward(fixture.images, new Seed(3).generator());
        }
        return copy;
    }

    /** Fixup's last layer starts at 0: every class is as likely as any other. */
    @Test
    void aResidualNetworkWithoutNormsIsFixupAndLearns() {
        String network = "network { kind = resnet, depth = 8, width = 4, normalization = none }";
        try (Fixture fixture = new Fixture(network + ", training.epochs = 40")) {
            List<EpochSummary> epochs = fixture.train();

            assertThat(fixture.network.runningStatistics()).isEmpty();
            assertThat(epochs.get(0).meanLoss()).isCloseTo(Math.log(CLASSES), within(1e-6));
            assertThat(epochs.get(39).meanLoss()).isLessThan(0.5);
        }
    }
}
