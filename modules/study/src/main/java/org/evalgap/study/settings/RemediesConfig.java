package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;

/** What is tried on a trained network to close the gap, and how. Nothing here changes what is trained. */
@Section(meaning = "What is tried on each trained network to close the gap; afterwards the network is as it was.")
public record RemediesConfig(
        @Setting(
                meaning =
                        "Numbers of training images from which BatchNorm's statistics are estimated anew, in batches as "
                                + "in training; an empty list for none.",
                defaultValue = "[all]",
                elementWord = "all",
                atLeast = 1,
                always = true)
        List<Integer> recalibrationSamples,

        @Setting(meaning = "What those images go through; each is a variant.", defaultValue = "[train]", always = true)
        List<TransformSide> recalibrationTransforms,

        @Setting(
                meaning = "Whether dropout drops meanwhile; each is a variant, on is PyTorch's update_bn.",
                defaultValue = "[on]",
                always = true)
        List<Dropping> recalibrationDropout,

        @Setting(
                meaning =
                        "Whether one pass over the training images in TRAIN mode is tried, which moves running statistics on by "
                                + "their own momentum, without a reset: what is often written by hand.",
                defaultValue = "false")
        boolean trainModePass,

        @Setting(
                meaning =
                        "Weights of the past, per training step, in exponential averages of weights, of statistics and "
                                + "of both; an empty list for none.",
                defaultValue = "[]",
                atLeast = 0,
                below = 1,
                always = true)
        List<Double> emaDecays,

        @Setting(
                meaning = "Passes with dropout on and running statistics whose probabilities are averaged; 0 for none.",
                defaultValue = "0",
                atLeast = 0,
                always = true)
        int mcDropoutPasses,

        @Setting(
                meaning =
                        "Epochs in which the last layer and the parameters of the norms are trained further on the eval "
                                + "transform; 0 for none.",
                defaultValue = "0",
                atLeast = 0,
                always = true)
        int retrainEpochs,

        @Setting(
                meaning = "Learning rate of those epochs, times that of the training.",
                defaultValue = "0.1",
                above = 0,
                always = true)
        double retrainLearningRateFactor,

        @Setting(
                meaning =
                        "Whether all parameters are trained further as well, as long and at that rate: the control that tells "
                                + "what is due to more training.",
                defaultValue = "false")
        boolean retrainControl,

        @Setting(
                meaning = "Running statistics blended with moments of the test images.",
                defaultValue = "none",
                word = "none")
        TestStatisticsConfig testStatistics)
        implements Serializable {

    /** Nothing is tried. */
    public static final RemediesConfig NONE =
            new RemediesConfig(List.of(), List.of(), List.of(), false, List.of(), 0, 0, 1, false, null);

    /** A side of a pair of transforms. */
    public enum TransformSide {
        TRAIN,
        EVAL
    }

    /** Whether dropout drops. */
    public enum Dropping {
        ON,
        OFF
    }

    public RemediesConfig {
        recalibrationSamples = List.copyOf(recalibrationSamples);
        recalibrationTransforms = List.copyOf(recalibrationTransforms);
        recalibrationDropout = List.copyOf(recalibrationDropout);
        emaDecays = List.copyOf(emaDecays);
        Bounds.check(
                RemediesConfig.class,
                recalibrationSamples,
                recalibrationTransforms,
                recalibrationDropout,
                trainModePass,
                emaDecays,
                mcDropoutPasses,
                retrainEpochs,
                retrainLearningRateFactor,
                retrainControl,
                testStatistics);
    }

    /** What of the test images' own moments is blended in; empty for nothing. */
    public Optional<TestStatisticsConfig> blended() {
        return Optional.ofNullable(testStatistics);
    }

    /** Walks over the training images that recalibration of a network with BatchNorm takes. */
    public int recalibrationWalks() {
        return recalibrationSamples.isEmpty() ? 0 : recalibrationTransforms.size() * recalibrationDropout.size();
    }
}
