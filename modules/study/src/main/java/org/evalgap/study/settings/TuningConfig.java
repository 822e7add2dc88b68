package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.program.Mode;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * How a training's learning rate is chosen: each candidate is trained with on a part of the training images and measured
 * on the rest; then the network is trained anew with the best one on all training images. Nothing sees the test images.
 *
 * @param candidates rates before scaling by the batch size, that differ
 * @param validation share of the training images of each class that is measured on
 * @param criterion what is best
 * @param statistics what BatchNorm normalizes with in the measurement, dropout off
 */
@Section(
        meaning =
                "Trains with each of several learning rates on a part of the training images, measures on the rest, and "
                        + "takes the best one for the training itself. All replicates of a cell take the same. The test "
                        + "images are never seen.")
public record TuningConfig(
        @Setting(meaning = "Learning rates at the reference batch size, in place of learning-rate.", above = 0)
        List<Double> candidates,

        @Setting(
                meaning = "Share of the training images of each class that candidates are measured on: the last ones.",
                defaultValue = "0.2",
                above = 0,
                below = 1,
                always = true)
        double validation,

        @Setting(
                meaning = "What the best candidate has: the highest accuracy, or the lowest loss.",
                defaultValue = "accuracy",
                always = true)
        Criterion criterion,

        @Setting(
                meaning =
                        "Statistics that BatchNorm normalizes the validation images with: batch statistics do not tune "
                                + "away what EVAL mode loses.",
                defaultValue = "batch",
                always = true)
        Mode.Statistics statistics)
        implements Serializable {

    /** What is best. */
    public enum Criterion {
        /** The highest accuracy. */
        ACCURACY,
        /** The lowest mean cross-entropy. */
        LOSS
    }

    public TuningConfig {
        candidates = List.copyOf(candidates);
        Bounds.check(TuningConfig.class, candidates, validation, criterion, statistics);
        if (candidates.size() < 2) {
            throw new ShapeException("candidates", "at least two learning rates", candidates.toString());
        }
        if (candidates.stream().distinct().count() < candidates.size()) {
            throw new ShapeException("candidates", "learning rates that differ", candidates.toString());
        }
    }
}
