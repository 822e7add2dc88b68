package org.evalgap.experiment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.evalgap.experiment.config.NetworkConfig.Cnn;
import org.evalgap.experiment.config.NetworkConfig.Layers;
import org.evalgap.experiment.config.NetworkConfig.ResNet;
import org.evalgap.experiment.config.NetworkConfig.SimpleNet;
import org.evalgap.experiment.config.TrainingConfig.Duration;
import org.evalgap.experiment.config.TrainingConfig.LearningRate;
import org.evalgap.experiment.data.DatasetConfig;
import org.evalgap.experiment.data.Limits;
import org.evalgap.experiment.data.Normalization;
import org.evalgap.experiment.sampling.BatchComposition;
import org.evalgap.experiment.transform.Transform;
import org.evalgap.experiment.transform.TransformPair;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReaderTest {

    private static Study study(String text) {
        return StudyReader.parse("test.conf", text);
    }

    private static TrialConfig trial(String text) {
        Study study = study("study { name = test, trial { " + text + " } }");
        assertThat(study.cells().size()).isEqualTo(1);
        return study.trial(study.cells().grid().cell(0));
    }

    @Test
    void defaultsOfAStudyAreAsDocumented() {
        Study study = study("study { name = test, trial.network = simplenet }");

        assertThat(study.seed()).isEqualTo(1);
        assertThat(study.replicates()).isEqualTo(3);
        assertThat(study.dataset())
                .isEqualTo(new DatasetConfig.Embedded(Limits.NONE, DatasetConfig.Embedded.FASHION_MNIST));
        assertThat(study.cells().grid().axes()).isEmpty();
        assertThat(study.cells().sample()).isEmpty();
        assertThat(study.evaluation())
                .isEqualTo(new EvaluationConfig(
                        256,
                        1,
                        1,
                        EvaluationConfig.Corners.MINIMAL,
                        List.of(),
                        List.of(),
                        true,
                        1000,
                        new RemediesConfig(
                                List.of(Integer.MAX_VALUE),
                                List.of(RemediesConfig.TransformSide.TRAIN),
                                List.of(RemediesConfig.Dropping.ON),
                                List.of(),
                                0,
                                0,
                                0.1),
                        new LayersConfig(true, 0, false)));
    }

    @Test
    void defaultsOfATrialAreAsDocumented() {
        assertThat(trial("network = simplenet"))
                .isEqualTo(new TrialConfig(
                        new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0.3, true)),
                        new TrainingConfig(
                                new Duration(Duration.Unit.EPOCHS, 3),
                                32,
                                new BatchComposition.Iid(),
                                new LearningRate(
                                        0.05, LearningRate.Scaling.NONE, 32, new LearningRateSchedule.Constant(), 0),
                                0.9,
                                false,
                                5e-4,
                                1,
                                0),
                        new TransformPair("none", List.of(), List.of())));
        assertThat(trial("network = cnn").network())
                .isEqualTo(new Cnn(
                        List.of(16, 32, 64),
                        3,
                        new NormalizationConfig.Batch(0.1),
                        false,
                        new DropoutConfig(0.3, true),
                        Cnn.DropoutPlace.CLASSIFIER,
                        LayerSpec.Dropout.Unit.ELEMENT));
        assertThat(trial("network = resnet").network())
                .isEqualTo(new ResNet(20, 16, new NormalizationConfig.Batch(0.1), new DropoutConfig(0, true)));
        assertThat(schedule("cosine")).isEqualTo(new LearningRateSchedule.Cosine(0));
        assertThat(schedule("step")).isEqualTo(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.1));
        assertThat(trial("network { kind = cnn, normalization = group }").network())
                .extracting(network -> ((Cnn) network).normalization())
                .isEqualTo(new NormalizationConfig.Group(4));
        assertThat(trial("network = cnn, training.composition = domain-alternating")
                        .training()
                        .composition())
                .isEqualTo(new BatchComposition.DomainAlternating(List.of(new Transform.Affine(0.3, 2))));
    }

    private static LearningRateSchedule schedule(String text) {
        return trial("network = cnn, training.learning-rate-schedule " + (text.startsWith("{") ? text : "= " + text))
                .training()
                .learningRate()
                .schedule();
    }

    @Test
    void everyKeyOfEveryScheduleCanBeSet() {
        assertThat(schedule("constant")).isEqualTo(new LearningRateSchedule.Constant());
        assertThat(schedule("{ kind = cosine, last = 0.01 }")).isEqualTo(new LearningRateSchedule.Cosine(0.01));
        assertThat(schedule("{ kind = step, milestones = [0.3, 0.6, 0.9], decay = 0.5 }"))
                .isEqualTo(new LearningRateSchedule.Step(List.of(0.3, 0.6, 0.9), 0.5));
    }

    @Test
    void everyKeyOfTheOtherNetworksCanBeSet() {
        assertThat(trial("network { kind = simplenet, normalization = batch, groups = 2, batch-norm-momentum = 0.2, "
                                + "ghost-batch-size = 8, dropout = 0.1, dropout-rescale = false }")
                        .network())
                .isEqualTo(new SimpleNet(new NormalizationConfig.Batch(0.2, false, 8), new DropoutConfig(0.1, false)));
        assertThat(trial("network { kind = resnet, depth = 14, width = 8, normalization = batch, groups = 2, "
                                + "batch-norm-momentum = cumulative, ghost-batch-size = 4, dropout = 0.2, "
                                + "dropout-rescale = false }")
                        .network())
                .isEqualTo(new ResNet(14, 8, new NormalizationConfig.Batch(0, true, 4), new DropoutConfig(0.2, false)));
        assertThat(trial("network { kind = resnet, normalization = none }").network())
                .isEqualTo(new ResNet(20, 16, new NormalizationConfig.None(), new DropoutConfig(0, true)));
    }

    @Test
    void schedulesCanBeAxesWholeOrByTheirKeys() {
        Study study = study("""
                study {
                  name = test, trial { network = cnn, training.learning-rate-schedule = cosine }
                  grid {
                    training.learning-rate-schedule = [constant, cosine, { kind = step, decay = 0.5 }]
                    training.warm-up = [0, 0.1]
                  }
                }
                """);
        Study last = study("study { name = test, trial { network = cnn, training.learning-rate-schedule = cosine }, "
                + "grid { training.learning-rate-schedule.last = [0, 0.5] } }");

        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).training().learningRate()))
                .extracting(LearningRate::schedule, LearningRate::warmUp)
                .containsExactly(
                        tuple(new LearningRateSchedule.Constant(), 0.0),
                        tuple(new LearningRateSchedule.Constant(), 0.1),
                        tuple(new LearningRateSchedule.Cosine(0), 0.0),
                        tuple(new LearningRateSchedule.Cosine(0), 0.1),
                        tuple(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.5), 0.0),
                        tuple(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.5), 0.1));
        assertThat(last.cells().stream()
                        .map(cell -> last.trial(cell).training().learningRate().schedule()))
                .containsExactly(new LearningRateSchedule.Cosine(0), new LearningRateSchedule.Cosine(0.5));
    }

    @Test
    void defaultsOfDatasetsAreAsDocumented() {
        assertThat(dataset("kind = idx, train-images = a, train-labels = b, test-images = c, test-labels = d"))
                .isEqualTo(new DatasetConfig.Idx(
                        "idx",
                        "a",
                        "b",
                        "c",
                        "d",
                        DatasetConfig.Idx.DEFAULT_CLASSES,
                        Limits.NONE,
                        Normalization.COMPUTED));
        assertThat(dataset("kind = cifar10, train-files = [a, b], test-files = [c]"))
                .isEqualTo(new DatasetConfig.Cifar10(
                        List.of("a", "b"), List.of("c"), Limits.NONE, Normalization.COMPUTED));
        assertThat(dataset("kind = synthetic"))
                .isEqualTo(new DatasetConfig.Synthetic(
                        new Shape(28, 28, 1),
                        10,
                        DatasetConfig.Synthetic.DEFAULT_LIMITS,
                        DatasetConfig.Synthetic.DEFAULT_NOISE,
                        1,
                        Normalization.COMPUTED));
    }

    private static DatasetConfig dataset(String text) {
        return study("study { name = test, trial.network = simplenet, dataset { " + text + " } }")
                .dataset();
    }

    @Test
    void defaultsOfLayersAreThoseOfPyTorch() {
        assertThat(layers("{ kind = conv2d, channels = 4 }, batch-norm, layer-norm, { kind = group-norm, groups = 2 }, "
                        + "{ kind = dropout, probability = 0.5 }, relu, max-pool2d, avg-pool2d, flatten, "
                        + "{ kind = linear, features = 10 }"))
                .containsExactly(
                        new LayerSpec.Conv2d(4, 3, 1, 1, true),
                        new LayerSpec.BatchNorm(LayerSpec.BatchNorm.DEFAULT_MOMENTUM),
                        new LayerSpec.LayerNorm(),
                        new LayerSpec.GroupNorm(2),
                        new LayerSpec.Dropout(0.5),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        new LayerSpec.AvgPool2d(2),
                        new LayerSpec.Flatten(),
                        new LayerSpec.Linear(10, true));
    }

    private static List<LayerSpec> layers(String text) {
        return ((Layers) trial("network { kind = layers, layers = [" + text + "] }")
                        .network())
                .layers();
    }

    @Test
    void everyKeyOfAStudyCanBeSet() {
        Study study = study("""
                study {
                  name = every key
                  seed = -9007199254740993
                  replicates = 7
                  dataset {
                    kind = synthetic, height = 8, width = 9, channels = 3, classes = 4
                    train-per-class = 50, test-per-class = 20, noise = 1.5, seed = 11
                    mean = [0.1, 0.2, 0.3], standard-deviation = [0.4, 0.5, 0.6]
                  }
                  trial.network = simplenet
                  grid { training.batch-size = [2, 4, 8], network.dropout = [0, 0.5] }
                  exclude = [{ training.batch-size = [2, 4], network.dropout = 0 }]
                  sample = 3
                  evaluation {
                    batch-size = 10, batch-statistics-draws = 5, every-epochs = 2, corners = factorial
                    batch-statistics-batch-sizes = [2, 64], eval-batch-sizes = [1], mistakes = false
                    bootstrap-resamples = 50
                    remedies {
                      recalibration-samples = [100, 1000, all], recalibration-transforms = [eval, train]
                      recalibration-dropout = [off], ema-decays = [0.9, 0.99], mc-dropout-passes = 30
                      retrain-epochs = 2, retrain-learning-rate-factor = 0.5
                    }
                    layers { measured = false, every-epochs = 3, channels = true }
                  }
                }
                """);

        assertThat(study.name()).isEqualTo("every key");
        assertThat(study.seed()).isEqualTo(-9007199254740993L);
        assertThat(study.replicates()).isEqualTo(7);
        assertThat(study.dataset())
                .isEqualTo(new DatasetConfig.Synthetic(
                        new Shape(8, 9, 3),
                        4,
                        new Limits(50, 20),
                        1.5,
                        11,
                        new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6))));
        assertThat(study.cells().grid().size()).isEqualTo(4);
        assertThat(study.cells().sample()).isEqualTo(OptionalInt.of(3));
        assertThat(study.evaluation())
                .isEqualTo(new EvaluationConfig(
                        10,
                        5,
                        2,
                        EvaluationConfig.Corners.FACTORIAL,
                        List.of(2, 64),
                        List.of(1),
                        false,
                        50,
                        new RemediesConfig(
                                List.of(100, 1000, Integer.MAX_VALUE),
                                List.of(RemediesConfig.TransformSide.EVAL, RemediesConfig.TransformSide.TRAIN),
                                List.of(RemediesConfig.Dropping.OFF),
                                List.of(0.9, 0.99),
                                30,
                                2,
                                0.5),
                        new LayersConfig(false, 3, true)));
    }

    @Test
    void everyKeyOfTheOtherDatasetsCanBeSet() {
        Normalization one = new Normalization(List.of(0.5), List.of(0.25));
        assertThat(dataset("kind = embedded, train-per-class = 7, test-per-class = 3, mean = [0.5], "
                        + "standard-deviation = [0.25]"))
                .isEqualTo(new DatasetConfig.Embedded(new Limits(7, 3), one));
        assertThat(dataset("kind = idx, name = digits, train-images = a, train-labels = b, test-images = c, "
                        + "test-labels = d, classes = 12, train-per-class = 7, test-per-class = all, mean = [0.5], "
                        + "standard-deviation = [0.25]"))
                .isEqualTo(
                        new DatasetConfig.Idx("digits", "a", "b", "c", "d", 12, new Limits(7, Integer.MAX_VALUE), one));
        assertThat(dataset("kind = cifar10, train-files = [a], test-files = [b], train-per-class = 7, "
                        + "test-per-class = 3, mean = [0, 0.5, 1], standard-deviation = [1, 2, 3]"))
                .isEqualTo(new DatasetConfig.Cifar10(
                        List.of("a"),
                        List.of("b"),
                        new Limits(7, 3),
                        new Normalization(List.of(0.0, 0.5, 1.0), List.of(1.0, 2.0, 3.0))));
    }

    @Test
    void everyKeyOfATrialCanBeSet() {
        assertThat(trial("""
                                network {
                                  kind = cnn, widths = [6, 12], kernel = 5, normalization = batch, groups = 3
                                  batch-norm-momentum = cumulative, ghost-batch-size = 16, bias = true, dropout = 0.25
                                  dropout-place = before-norm, dropout-unit = channel, dropout-rescale = false
                                }
                                training {
                                  batch-size = 40
                                  composition { kind = domain-alternating, second-domain = [{ kind = affine, scale = 2, shift = -1 }] }
                                  steps = 17, learning-rate = 0.2, learning-rate-scaling = linear
                                  reference-batch-size = 64, learning-rate-schedule { kind = cosine, last = 0.1 }
                                  warm-up = 0.05, momentum = 0.5, nesterov = true, weight-decay = 0
                                  freeze-batch-norm-after = 0.75, label-smoothing = 0.1
                                }
                                augmentation {
                                  name = all of them
                                  train = [
                                    { kind = random-crop, padding = 1, size = 20 }
                                    { kind = random-horizontal-flip, probability = 0.25 }
                                    { kind = brightness, minimum = 0.5, maximum = 1.5 }
                                    { kind = contrast, minimum = 0.75, maximum = 1.25 }
                                    { kind = gaussian-noise, standard-deviation = 0.125 }
                                  ]
                                  eval = [{ kind = center-crop, size = 20 }]
                                }
                                """))
                .isEqualTo(new TrialConfig(
                        new Cnn(
                                List.of(6, 12),
                                5,
                                new NormalizationConfig.Batch(0, true, 16),
                                true,
                                new DropoutConfig(0.25, false),
                                Cnn.DropoutPlace.BEFORE_NORM,
                                LayerSpec.Dropout.Unit.CHANNEL),
                        new TrainingConfig(
                                new Duration(Duration.Unit.STEPS, 17),
                                40,
                                new BatchComposition.DomainAlternating(List.of(new Transform.Affine(2, -1))),
                                new LearningRate(
                                        0.2,
                                        LearningRate.Scaling.LINEAR,
                                        64,
                                        new LearningRateSchedule.Cosine(0.1),
                                        0.05),
                                0.5,
                                true,
                                0,
                                0.75,
                                0.1),
                        new TransformPair(
                                "all of them",
                                List.of(
                                        new Transform.RandomCrop(1, 20),
                                        new Transform.RandomHorizontalFlip(0.25),
                                        new Transform.Brightness(0.5, 1.5),
                                        new Transform.Contrast(0.75, 1.25),
                                        new Transform.GaussianNoise(0.125)),
                                List.of(new Transform.CenterCrop(20)))));
    }

    @Test
    void everyKeyOfEveryLayerCanBeSet() {
        assertThat(layers("""
                        { kind = conv2d, channels = 4, kernel = 5, stride = 2, padding = 0, bias = false }
                        { kind = batch-norm, momentum = 0.3, cumulative = true, epsilon = 0.001, ghost-batch-size = 16 }
                        { kind = group-norm, groups = 2, epsilon = 0.01 }
                        { kind = layer-norm, epsilon = 0.1 }
                        { kind = dropout, probability = 0.5, unit = channel, rescale = false }
                        { kind = max-pool2d, kernel = 3 }
                        { kind = avg-pool2d, kernel = 4 }
                        { kind = residual, body = [relu, scalar-bias], shortcut = [scalar-scale] }
                        { kind = residual, body = [relu] }
                        global-avg-pool
                        { kind = linear, features = 10, bias = false }
                        """))
                .containsExactly(
                        new LayerSpec.Conv2d(4, 5, 2, 0, false),
                        new LayerSpec.BatchNorm(0.3, true, 0.001, 16),
                        new LayerSpec.GroupNorm(2, 0.01),
                        new LayerSpec.LayerNorm(0.1),
                        new LayerSpec.Dropout(0.5, LayerSpec.Dropout.Unit.CHANNEL, false),
                        new LayerSpec.MaxPool2d(3),
                        new LayerSpec.AvgPool2d(4),
                        new LayerSpec.Residual(
                                List.of(new LayerSpec.Relu(), new LayerSpec.ScalarBias()),
                                List.of(new LayerSpec.ScalarScale())),
                        new LayerSpec.Residual(List.of(new LayerSpec.Relu()), List.of()),
                        new LayerSpec.GlobalAvgPool(),
                        new LayerSpec.Linear(10, false));
    }

    @Test
    void namedAugmentationsAreWhatTheyAreSaidToBe() {
        List<Transform> cropAndFlip = List.of(new Transform.RandomCrop(2, 0), new Transform.RandomHorizontalFlip(0.5));
        assertThat(augmentation("none")).isEqualTo(new TransformPair("none", List.of(), List.of()));
        assertThat(augmentation("crop-flip")).isEqualTo(new TransformPair("crop-flip", cropAndFlip, List.of()));
        assertThat(augmentation("crop-flip-kept"))
                .isEqualTo(new TransformPair("crop-flip-kept", cropAndFlip, cropAndFlip));
    }

    private static TransformPair augmentation(String name) {
        return trial("network = cnn, augmentation = " + name).augmentation();
    }

    @Test
    void anAxisValueReplacesWhatTheBaseTrialSets() {
        Study study = study("""
                study {
                  name = test
                  trial { network { kind = cnn, widths = [8], dropout = 0.9 }, training.batch-size = 16 }
                  grid {
                    "network" = [simplenet, { kind = cnn, widths = [4, 4] }]
                    "network.dropout" = [0, 0.5]
                  }
                }
                """);

        assertThat(study.cells().stream().map(cell -> study.trial(cell).network()))
                .containsExactly(
                        new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0, true)),
                        new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0.5, true)),
                        smallCnn(0),
                        smallCnn(0.5));
        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).training().batchSize()))
                .containsOnly(16);
    }

    private static Cnn smallCnn(double dropout) {
        return new Cnn(
                List.of(4, 4),
                3,
                new NormalizationConfig.Batch(0.1),
                false,
                new DropoutConfig(dropout, true),
                Cnn.DropoutPlace.CLASSIFIER,
                LayerSpec.Dropout.Unit.ELEMENT);
    }

    @Test
    void axesCanBeWrittenInQuotesOrNested() {
        String start = "study { name = test, trial.network = cnn, grid { ";
        assertThat(study(start + "\"training.batch-size\" = [2, 4] } }")
                        .cells()
                        .grid()
                        .axes())
                .isEqualTo(study(start + "training { batch-size = [2, 4] } } }")
                        .cells()
                        .grid()
                        .axes());
    }

    @Test
    void excludedCellsAreNotChecked() {
        Study study = study("""
                study {
                  name = test, trial.network { kind = cnn, widths = [8] }
                  grid { network.groups = [2, 3], network.normalization = [batch, group] }
                  exclude = [{ network.groups = 3, network.normalization = group }]
                }
                """);

        assertThat(study.cells().stream().map(cell -> cell.label()))
                .containsExactly(
                        "network.groups=2, network.normalization=batch",
                        "network.groups=2, network.normalization=group",
                        "network.groups=3, network.normalization=batch");
    }

    @Test
    void valuesFromSubstitutionsAndIncludesAreInTheText(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("axes.conf"), "training.batch-size = [2, ${study.seed}]");
        Path file = Files.writeString(
                directory.resolve("study.conf"),
                "study { name = test, seed = 4, trial.network = cnn, grid { include \"axes.conf\" } }");

        Study study = StudyReader.read(file);

        assertThat(study.cells().size()).isEqualTo(2);
        assertThat(StudyReader.parse("copy", study.text()).cells().grid().axes())
                .isEqualTo(study.cells().grid().axes());
        assertThat(study.text()).contains("batch-size").doesNotContain("include", "${");
    }

    @Test
    void networksTellTheirSettings() {
        NetworkConfig batch = trial("network { kind = cnn, batch-norm-momentum = 0.2, dropout = 0.1 }")
                .network();
        NetworkConfig group =
                trial("network { kind = simplenet, normalization = group }").network();
        NetworkConfig free = trial("network { kind = layers, layers = [flatten, { kind = linear, features = 10 }] }")
                .network();

        assertThat(batch.kind()).isEqualTo("cnn");
        assertThat(batch.normalizationLabel()).contains("batch");
        assertThat(batch.batchNormMomentum()).isEqualTo(OptionalDouble.of(0.2));
        assertThat(batch.dropoutProbability()).isEqualTo(OptionalDouble.of(0.1));
        assertThat(group.kind()).isEqualTo("simplenet");
        assertThat(group.normalizationLabel()).contains("group");
        assertThat(group.batchNormMomentum()).isEmpty();
        assertThat(free.kind()).isEqualTo("layers");
        assertThat(free.normalizationLabel()).isEmpty();
        assertThat(free.dropoutProbability()).isEmpty();
    }
}
