package org.evalgap.study.settings.layer;

import java.util.List;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** Layers of a free list, as a study file writes them. Defaults are PyTorch's where it has them. */
@Kinds(
        noun = "a layer",
        kinds = {
            LayerSettings.Conv2d.class,
            LayerSettings.Linear.class,
            LayerSettings.BatchNorm.class,
            LayerSettings.GroupNorm.class,
            LayerSettings.LayerNorm.class,
            LayerSettings.InstanceNormalization.class,
            LayerSettings.Dropout.class,
            LayerSettings.Relu.class,
            LayerSettings.MaxPool2d.class,
            LayerSettings.AvgPool2d.class,
            LayerSettings.GlobalAvgPool.class,
            LayerSettings.Flatten.class,
            LayerSettings.ScalarBias.class,
            LayerSettings.ScalarScale.class,
            LayerSettings.Residual.class
        })
public interface LayerSettings {

    @Section(kind = "conv2d", of = LayerSpec.Conv2d.class, meaning = "2-D convolution.")
    interface Conv2d {
        @Setting(meaning = "Output channels.", atLeast = 1)
        int channels();

        @Setting(meaning = "Height and width of the kernel in pixels.", defaultValue = "3", atLeast = 1, always = true)
        int kernel();

        @Setting(meaning = "Pixels between applications.", defaultValue = "1", atLeast = 1, always = true)
        int stride();

        @Setting(meaning = "Zeros added on each side, in pixels.", defaultValue = "1", atLeast = 0, always = true)
        int padding();

        @Setting(meaning = "Whether a bias per output channel is added.", defaultValue = "true", always = true)
        boolean bias();
    }

    @Section(kind = "linear", of = LayerSpec.Linear.class, meaning = "Fully connected layer on a feature vector.")
    interface Linear {
        @Setting(meaning = "Output features.", atLeast = 1)
        int features();

        @Setting(meaning = "Whether a bias per output feature is added.", defaultValue = "true", always = true)
        boolean bias();
    }

    /** What every normalization has. */
    interface Norm {
        @Setting(meaning = "Added to the variance.", defaultValue = "1e-5", above = 0, always = true)
        double epsilon();
    }

    @Section(kind = "batch-norm", of = LayerSpec.BatchNorm.class, meaning = "Batch normalization.")
    interface BatchNorm extends Norm {
        @Setting(
                meaning = "Weight of the new batch in the running statistics.",
                defaultValue = "0.1",
                atLeast = 0,
                atMost = 1,
                always = true)
        double momentum();

        @Setting(
                meaning = "Whether running statistics are plain averages over all batches instead.",
                defaultValue = "false",
                always = true)
        boolean cumulative();

        @Setting(
                meaning = "Images that share statistics in training; 0 means the whole batch.",
                defaultValue = "0",
                atLeast = 0,
                always = true)
        int ghostBatchSize();
    }

    @Section(kind = "group-norm", of = LayerSpec.GroupNorm.class, meaning = "Group normalization.")
    interface GroupNorm extends Norm {
        @Setting(meaning = "Number of groups; divides the channels.", atLeast = 1)
        int groups();
    }

    @Section(
            kind = "layer-norm",
            of = LayerSpec.LayerNorm.class,
            meaning = "Layer normalization over height, width and channels, with an affine per channel.")
    interface LayerNorm extends Norm {}

    @Section(
            kind = "instance-norm",
            of = InstanceNorm.class,
            meaning =
                    "Instance normalization over height and width of each image and channel, with an affine per channel.")
    interface InstanceNormalization extends Norm {
        @Setting(
                meaning = "Whether there are running statistics, which normalize every image in EVAL mode.",
                defaultValue = "false",
                always = true)
        boolean tracked();

        @Setting(
                meaning = "Weight of the new batch in the running statistics.",
                defaultValue = "0.1",
                atLeast = 0,
                atMost = 1,
                always = true)
        double momentum();
    }

    @Section(kind = "dropout", of = LayerSpec.Dropout.class, meaning = "Dropout.")
    interface Dropout {
        @Setting(meaning = "Probability of dropping a unit.", atLeast = 0, below = 1)
        double probability();

        @Setting(
                meaning = "What is dropped as one: a value, or a whole channel of an image.",
                defaultValue = "element",
                always = true)
        LayerSpec.Dropout.Unit unit();

        @Setting(
                meaning = "Whether what is kept is divided by 1 − probability, as PyTorch does.",
                defaultValue = "true",
                always = true)
        boolean rescale();
    }

    @Section(kind = "relu", of = LayerSpec.Relu.class, meaning = "max(x, 0).")
    interface Relu {}

    /** A pooling. */
    interface Pool {
        @Setting(meaning = "Height, width and stride in pixels.", defaultValue = "2", atLeast = 1, always = true)
        int kernel();
    }

    @Section(kind = "max-pool2d", of = LayerSpec.MaxPool2d.class, meaning = "Maximum over windows that do not overlap.")
    interface MaxPool2d extends Pool {}

    @Section(kind = "avg-pool2d", of = LayerSpec.AvgPool2d.class, meaning = "Mean over windows that do not overlap.")
    interface AvgPool2d extends Pool {}

    @Section(
            kind = "global-avg-pool",
            of = LayerSpec.GlobalAvgPool.class,
            meaning = "Mean of each channel over all pixels.")
    interface GlobalAvgPool {}

    @Section(kind = "flatten", of = LayerSpec.Flatten.class, meaning = "The image as a feature vector.")
    interface Flatten {}

    @Section(
            kind = "scalar-bias",
            of = LayerSpec.ScalarBias.class,
            meaning = "Adds one trainable number to every value.")
    interface ScalarBias {}

    @Section(
            kind = "scalar-scale",
            of = LayerSpec.ScalarScale.class,
            meaning = "Multiplies every value by one trainable number.")
    interface ScalarScale {}

    @Section(
            kind = "residual",
            of = LayerSpec.Residual.class,
            meaning = "Adds what a shortcut leaves to what a body leaves.")
    interface Residual {
        @Setting(meaning = "Layers of the body, in order.", described = LayerSettings.class)
        List<LayerSpec> body();

        @Setting(
                meaning = "Layers of the shortcut; none leave the input as it is.",
                defaultValue = "[]",
                described = LayerSettings.class,
                always = true)
        List<LayerSpec> shortcut();
    }
}
