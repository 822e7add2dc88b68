package org.evalgap.study.settings.remedy;

import java.io.Serializable;
import java.util.List;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * EVAL mode with the running statistics of BatchNorm blended with moments of the test images.
 *
 * @param batchSizes numbers n of images whose moments are taken together
 * @param pseudoCounts numbers N of images that the running statistics count for against them
 * @param exampleWeights weights of each image's own moments
 * @param evalNorm whether such a weight is 1 / m, for m images whose statistics are taken together in training
 */
@Section(
        meaning =
                "EVAL mode with BatchNorm's running statistics blended with the moments of the test images themselves, "
                        + "of several together or of each.")
public record TestStatisticsConfig(
        @Setting(
                meaning = "Numbers n of test images whose moments are taken together, in random batches of so many, as "
                        + "Schneider et al. 2020 adapt to other images; a size at which BatchNorm would "
                        + "normalize one value with itself is left out.",
                defaultValue = "[]",
                atLeast = 1,
                always = true)
        List<Integer> batchSizes,

        @Setting(
                meaning =
                        "Pseudo-counts N: the running statistics weigh N / (N + n), the images n / (N + n); 0 for the "
                                + "images alone.",
                defaultValue = "[0]",
                atLeast = 0,
                always = true)
        List<Integer> pseudoCounts,

        @Setting(
                meaning = "Weights of each image's own moments against the running statistics: the inference example "
                        + "weighing of Summers and Dinneen 2020.",
                defaultValue = "[]",
                above = 0,
                below = 1,
                always = true)
        List<Double> exampleWeights,

        @Setting(
                meaning = "Whether a weight of 1 / m is tried, for m images whose statistics are taken together in "
                        + "training: a rule of thumb for the EvalNorm of Singh and Shrivastava 2019.",
                defaultValue = "false",
                always = true)
        boolean evalNorm)
        implements Serializable {

    public TestStatisticsConfig {
        batchSizes = List.copyOf(batchSizes);
        pseudoCounts = List.copyOf(pseudoCounts);
        exampleWeights = List.copyOf(exampleWeights);
        Bounds.check(TestStatisticsConfig.class, batchSizes, pseudoCounts, exampleWeights, evalNorm);
    }

    /** Passes over the test images in which each is normalized with moments of its own. */
    public int passesByImage() {
        return exampleWeights.size() + (evalNorm ? 1 : 0);
    }
}
