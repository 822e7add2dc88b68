package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.Limits;
import org.evalgap.data.Normalization;
import org.evalgap.data.corruption.Corruption;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.nn.program.Mode;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.settings.DropoutConfig;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.LearningRateSchedule;
import org.evalgap.study.settings.NetworkConfig.Cnn;
import org.evalgap.study.settings.NetworkConfig.Layers;
import org.evalgap.study.settings.NetworkConfig.Nodes;
import org.evalgap.study.settings.NetworkConfig.ResNet;
import org.evalgap.study.settings.NetworkConfig.SimpleNet;
import org.evalgap.study.settings.NormalizationConfig;
import org.evalgap.study.settings.PretrainedConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.TrainingConfig.Duration;
import org.evalgap.study.settings.TrainingConfig.LearningRate;
import org.evalgap.study.settings.TrialConfig;
import org.evalgap.study.settings.TuningConfig;
import org.evalgap.study.settings.layer.GraphNode;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;
import org.junit.jupiter.api.Test;

/** Every key of a study file arrives in the records. */
class EveryKeyTest {

    @Test
    void everyKeyOfEveryScheduleCanBeSet() {
        assertThat(schedule("constant")).isEqualTo(new LearningRateSchedule.Constant());
        assertThat(schedule("{ kind = cosine, last = 0.01 }")).isEqualTo(new LearningRateSchedule.Cosine(0.01));
        assertThat(schedule("{ kind = step, milestones = [0.3, 0.6, 0.9], decay = 0.5 }"))
                .isEqualTo(new LearningRateSchedule.Step(List.of(0.3, 0.6, 0.9), 0.5));
    }

    @Test
    void everyKeyOfEveryOperatorCanBeSet() {
        assertThat(operator(
                        "{ kind = convolution, channels = 6, kernel = 5, kernel-width = 3, stride = 2, dilation = 2, "
                                + "padding = 4, padding-width = 1, groups = 3, bias = false }"))
                .isEqualTo(new Spatial.Convolution(
                        6,
                        new Window(
                                new Window.Size(5, 3),
                                Window.Size.square(2),
                                Window.Size.square(2),
                                new Window.Padding(4, 1, 4, 1)),
                        3,
                        false));
        assertThat(operator("{ kind = convolution, channels = 6 }"))
                .isEqualTo(new Spatial.Convolution(6, Window.square(3, 1, 0), 1, true));
        assertThat(operator("{ kind = max-pool, kernel = 3, stride = 1, padding = 1, ceil = true }"))
                .isEqualTo(new Spatial.MaxPool(Window.square(3, 1, 1), true));
        assertThat(operator("{ kind = average-pool, kernel = 3, stride = 1, padding = 1, ceil = true, "
                        + "count-padding = false }"))
                .isEqualTo(new Spatial.AveragePool(Window.square(3, 1, 1), true, false));
        assertThat(operator("{ kind = adaptive-average-pool, output = 2 }"))
                .isEqualTo(new Spatial.AdaptiveAveragePool(Window.Size.square(2)));
        assertThat(operator("{ kind = pad, top = 1, left = 2, bottom = 3, right = 4 }"))
                .isEqualTo(new Spatial.Pad(new Window.Padding(1, 2, 3, 4), 0));
        assertThat(operator("{ kind = channel-slice, from = 1, to = 2 }"))
                .isEqualTo(new Rearrangement.ChannelSlice(1, 2));
        assertThat(operator("{ kind = channel-shuffle, groups = 3 }")).isEqualTo(new Rearrangement.ChannelShuffle(3));
        assertThat(operator("{ kind = leaky-relu, slope = 0.2 }")).isEqualTo(new Activation.LeakyRelu(0.2));
        assertThat(operator("{ kind = elu, alpha = 0.5 }")).isEqualTo(new Activation.Elu(0.5));
        assertThat(Stream.of("relu6", "sigmoid", "tanh", "silu", "hardsigmoid", "hardswish", "gelu")
                        .map(EveryKeyTest::operator))
                .containsExactly(
                        Activation.Clip.relu6(),
                        new Activation.Sigmoid(),
                        new Activation.Tanh(),
                        new Activation.Silu(),
                        new Activation.Hardsigmoid(),
                        new Activation.Hardswish(),
                        new Activation.Gelu(false));
        assertThat(Stream.of("add", "multiply", "concat").map(EveryKeyTest::operator))
                .containsExactly(new Merge.Add(), new Merge.Multiply(), new Merge.Concat());
    }

    /** An operator as it is read; whether it fits anywhere is another question. */
    private static Operator operator(String text) {
        Problems problems = new Problems();
        ConfigValue nodes = ConfigFactory.parseString(
                        "nodes = [{ name = a, operator = " + text + ", inputs = [image, image] }]")
                .getValue("nodes");
        List<?> read = (List<?>)
                Settings.of(Nodes.class).field("nodes").read(nodes, new Place("nodes", Location.STUDY, problems));
        GraphNode node = (GraphNode) read.get(0);
        assertThat(problems.found()).isEmpty();
        assertThat(node.inputs()).containsExactly("image", "image");
        return node.operator().operator();
    }

    @Test
    void everyKeyOfTheOtherNetworksCanBeSet() {
        assertThat(Studies.trial(
                                "network { kind = simplenet, normalization = batch, groups = 2, batch-norm-momentum = 0.2, "
                                        + "ghost-batch-size = 8, dropout = 0.1, dropout-rescale = false }")
                        .network())
                .isEqualTo(new SimpleNet(new NormalizationConfig.Batch(0.2, 8), new DropoutConfig(0.1, false)));
        assertThat(Studies.trial("network { kind = resnet, depth = 14, width = 8, normalization = batch, groups = 2, "
                                + "batch-norm-momentum = cumulative, ghost-batch-size = 4, dropout = 0.2, "
                                + "dropout-rescale = false }")
                        .network())
                .isEqualTo(new ResNet(14, 8, new NormalizationConfig.Batch(null, 4), new DropoutConfig(0.2, false)));
        assertThat(Studies.trial("network { kind = resnet, normalization = none }")
                        .network())
                .isEqualTo(new ResNet(20, 16, new NormalizationConfig.None(), new DropoutConfig(0, true)));
    }

    @Test
    void everyKeyOfAPretrainingCanBeSet() {
        assertThat(Studies.trial("network = cnn, training.pretrained { epochs = 5, classes = 4, "
                                + "transforms = [{ kind = affine, scale = 2, shift = -1 }], batch-norm = frozen }")
                        .training()
                        .before())
                .contains(new PretrainedConfig(
                        5, 4, List.of(new Transform.Affine(2, -1)), PretrainedConfig.FineTunedNorm.FROZEN));
    }

    @Test
    void everyKeyOfTuningCanBeSet() {
        assertThat(Studies.trial("network = cnn, training.tuning { candidates = [0.1, 0.2], validation = 0.25, "
                                + "criterion = loss, statistics = running }")
                        .training()
                        .choice())
                .contains(new TuningConfig(
                        List.of(0.1, 0.2), 0.25, TuningConfig.Criterion.LOSS, Mode.Statistics.RUNNING));
    }

    @Test
    void everyKeyOfInstanceNormalizationAndOfNearDuplicatesCanBeSet() {
        TrialConfig trial = Studies.trial(
                "network { kind = resnet, normalization = instance, instance-norm-tracked = true, "
                        + "instance-norm-momentum = 0.3 }, training.composition { kind = near-duplicates, frames = 4 }, training.replicas = 3");
        assertThat(trial.training().replicas()).isEqualTo(3);
        assertThat(trial.network())
                .isEqualTo(new ResNet(20, 16, new NormalizationConfig.Instance(true, 0.3), new DropoutConfig(0, true)));
        assertThat(trial.training().composition()).isEqualTo(new BatchComposition.NearDuplicates(4));
    }

    @Test
    void everyKeyOfBatchRenormalizationCanBeSet() {
        TrialConfig trial = Studies.trial(
                "network { kind = resnet, depth = 8, normalization = batch-renorm, renorm-momentum = 0.1, "
                        + "renorm-r-max = 2, renorm-d-max = 4, renorm-start = 0.1, renorm-r-full = 0.6, renorm-d-full = 0.5 }, "
                        + "training { steps = 40, batch-size = 7 }");
        assertThat(trial.network())
                .isEqualTo(new ResNet(
                        8,
                        16,
                        new NormalizationConfig.BatchRenorm(0.1, 2, 4, 0.1, 0.6, 0.5),
                        new DropoutConfig(0, true)));
        assertThat(trial.network().normalizationLabel()).contains("batch-renorm");
        assertThat(trial.spec(new DatasetFacts(new Shape(8, 8, 1), 2, 50, 10)).layers())
                .as("its shares are of the training's steps")
                .contains(new BatchRenorm(0.1, 1e-5, 2, 4, 0.1, 0.6, 0.5, 40));
        assertThat(Studies.trial("network { kind = simplenet, normalization = batch-renorm }")
                        .network())
                .isEqualTo(new SimpleNet(
                        new NormalizationConfig.BatchRenorm(0.01, 3, 5, 0.03125, 0.25, 0.15625),
                        new DropoutConfig(0.3, true)));
    }

    @Test
    void everyKeyOfAStudyCanBeSet() {
        Study study = Studies.study("""
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
                      retrain-epochs = 2, retrain-learning-rate-factor = 0.5, retrain-control = true, train-mode-pass = true
                      test-statistics { batch-sizes = [1, 64], pseudo-counts = [0, 16], example-weights = [0.1], eval-norm = true }
                    }
                    layers { measured = false, every-epochs = 3, channels = true }
                    statistics-causes = false
                  }
                }
                """);

        assertThat(study.name()).isEqualTo("every key");
        assertThat(study.seed()).isEqualTo(-9007199254740993L);
        assertThat(study.replicates()).isEqualTo(ReplicatesConfig.fixed(7));
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
                                true,
                                List.of(0.9, 0.99),
                                30,
                                2,
                                0.5,
                                true,
                                new TestStatisticsConfig(List.of(1, 64), List.of(0, 16), List.of(0.1), true)),
                        new LayersConfig(false, 3, true),
                        false));
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
        TrialConfig trial = Studies.trial("""
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
                                  drop-last = true
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
                                  eval = [{ kind = center-crop, size = 20 }, { kind = corruption, of = dotted-line, severity = 2 }]
                                }
                                """);

        assertThat(trial.network())
                .isEqualTo(new Cnn(
                        List.of(6, 12),
                        5,
                        new NormalizationConfig.Batch(null, 16),
                        true,
                        new DropoutConfig(0.25, false),
                        Cnn.DropoutPlace.BEFORE_NORM,
                        LayerSpec.Dropout.Unit.CHANNEL));
        assertThat(trial.training().duration()).isEqualTo(new Duration(Duration.Unit.STEPS, 17));
        assertThat(trial.training().batchSize()).isEqualTo(40);
        assertThat(trial.training().composition())
                .isEqualTo(new BatchComposition.DomainAlternating(List.of(new Transform.Affine(2, -1))));
        assertThat(trial.training().learningRate())
                .isEqualTo(new LearningRate(
                        0.2, LearningRate.Scaling.LINEAR, 64, new LearningRateSchedule.Cosine(0.1), 0.05));
        assertThat(trial.training().momentum()).isEqualTo(0.5);
        assertThat(trial.training().nesterov()).isTrue();
        assertThat(trial.training().weightDecay()).isZero();
        assertThat(trial.training().freezeBatchNormAfter()).isEqualTo(0.75);
        assertThat(trial.training().labelSmoothing()).isEqualTo(0.1);
        assertThat(trial.training().dropLast()).isTrue();
        assertThat(trial.augmentation())
                .isEqualTo(new TransformPair(
                        "all of them",
                        List.of(
                                new Transform.RandomCrop(1, 20),
                                new Transform.RandomHorizontalFlip(0.25),
                                new Transform.Brightness(0.5, 1.5),
                                new Transform.Contrast(0.75, 1.25),
                                new Transform.GaussianNoise(0.125)),
                        List.of(new Transform.CenterCrop(20), new Transform.Corrupted(Corruption.DOTTED_LINE, 2))));
    }

    @Test
    void everyKeyOfEveryLayerCanBeSet() {
        assertThat(layers("""
                        { kind = conv2d, channels = 4, kernel = 5, stride = 2, padding = 0, bias = false }
                        { kind = batch-norm, momentum = 0.3, cumulative = true, epsilon = 0.001, ghost-batch-size = 16 }
                        { kind = group-norm, groups = 2, epsilon = 0.01 }
                        { kind = layer-norm, epsilon = 0.1 }
                        { kind = instance-norm, epsilon = 0.2, tracked = true, momentum = 0.4 }
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
                        new InstanceNorm(0.2, true, 0.4),
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

    private static LearningRateSchedule schedule(String text) {
        return Studies.trial(
                        "network = cnn, training.learning-rate-schedule " + (text.startsWith("{") ? text : "= " + text))
                .training()
                .learningRate()
                .schedule();
    }

    private static DatasetConfig dataset(String text) {
        return Studies.study("study { name = test, trial.network = simplenet, dataset { " + text + " } }")
                .dataset();
    }

    private static List<LayerSpec> layers(String text) {
        return ((Layers) Studies.trial("network { kind = layers, layers = [" + text + "] }")
                        .network())
                .layers();
    }
}
