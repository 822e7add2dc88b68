package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.Limits;
import org.evalgap.data.Normalization;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.settings.DropoutConfig;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.LearningRateSchedule;
import org.evalgap.study.settings.NetworkConfig.Cnn;
import org.evalgap.study.settings.NetworkConfig.Layers;
import org.evalgap.study.settings.NetworkConfig.ResNet;
import org.evalgap.study.settings.NetworkConfig.SimpleNet;
import org.evalgap.study.settings.NormalizationConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.TrainingConfig.Duration;
import org.evalgap.study.settings.TrainingConfig.LearningRate;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;

/** What holds where a study file says nothing. */
class StudyDefaultsTest {

    @Test
    void defaultsOfAStudyAreAsDocumented() {
        Study study = Studies.study("study { name = test, trial.network = simplenet }");

        assertThat(study.seed()).isEqualTo(1);
        assertThat(study.replicates()).isEqualTo(ReplicatesConfig.fixed(3));
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
                                false,
                                List.of(),
                                0,
                                0,
                                0.1,
                                false,
                                null),
                        new LayersConfig(true, 0, false),
                        true));
    }

    @Test
    void defaultsOfATrialAreAsDocumented() {
        TrialConfig simple = Studies.trial("network = simplenet");
        assertThat(simple.network())
                .isEqualTo(new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0.3, true)));
        assertThat(simple.augmentation()).isEqualTo(new TransformPair("none", List.of(), List.of()));
        assertThat(simple.training().duration()).isEqualTo(new Duration(Duration.Unit.EPOCHS, 3));
        assertThat(simple.training().batchSize()).isEqualTo(32);
        assertThat(simple.training().composition()).isEqualTo(new BatchComposition.Iid());
        assertThat(simple.training().learningRate())
                .isEqualTo(
                        new LearningRate(0.05, LearningRate.Scaling.NONE, 32, new LearningRateSchedule.Constant(), 0));
        assertThat(simple.training().momentum()).isEqualTo(0.9);
        assertThat(simple.training().nesterov()).isFalse();
        assertThat(simple.training().weightDecay()).isEqualTo(5e-4);
        assertThat(simple.training().freezeBatchNormAfter()).isEqualTo(1);
        assertThat(simple.training().labelSmoothing()).isZero();
        assertThat(Studies.trial("network = cnn").network())
                .isEqualTo(new Cnn(
                        List.of(16, 32, 64),
                        3,
                        new NormalizationConfig.Batch(0.1),
                        false,
                        new DropoutConfig(0.3, true),
                        Cnn.DropoutPlace.CLASSIFIER,
                        LayerSpec.Dropout.Unit.ELEMENT));
        assertThat(Studies.trial("network = resnet").network())
                .isEqualTo(new ResNet(20, 16, new NormalizationConfig.Batch(0.1), new DropoutConfig(0, true)));
        assertThat(schedule("cosine")).isEqualTo(new LearningRateSchedule.Cosine(0));
        assertThat(schedule("step")).isEqualTo(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.1));
        assertThat(Studies.trial("network { kind = cnn, normalization = group }")
                        .network())
                .extracting(network -> ((Cnn) network).normalization())
                .isEqualTo(new NormalizationConfig.Group(4));
        assertThat(Studies.trial("network = cnn, training.composition = domain-alternating")
                        .training()
                        .composition())
                .isEqualTo(new BatchComposition.DomainAlternating(List.of(new Transform.Affine(0.3, 2))));
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

    @Test
    void namedAugmentationsAreWhatTheyAreSaidToBe() {
        List<Transform> cropAndFlip = List.of(new Transform.RandomCrop(2, 0), new Transform.RandomHorizontalFlip(0.5));
        assertThat(augmentation("none")).isEqualTo(new TransformPair("none", List.of(), List.of()));
        assertThat(augmentation("crop-flip")).isEqualTo(new TransformPair("crop-flip", cropAndFlip, List.of()));
        assertThat(augmentation("crop-flip-kept"))
                .isEqualTo(new TransformPair("crop-flip-kept", cropAndFlip, cropAndFlip));
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

    private static TransformPair augmentation(String name) {
        return Studies.trial("network = cnn, augmentation = " + name).augmentation();
    }
}
