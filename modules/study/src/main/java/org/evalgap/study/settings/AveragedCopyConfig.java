package org.evalgap.study.settings;

import java.io.Serializable;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * A copy of the weights that averages them over the steps and is what is deployed in their place.
 *
 * @param decay weight of the past at each step
 * @param buffers where the copy's running statistics come from
 */
@Section(meaning = "An exponential average of the weights over the steps, which is what is deployed and measured.")
public record AveragedCopyConfig(
        @Setting(
                meaning = "Weight of the past at each step.",
                defaultValue = "0.99",
                atLeast = 0,
                below = 1,
                always = true)
        double decay,

        @Setting(
                meaning = "Where the copy's running statistics come from: the trained network's at the end, their own "
                        + "average, those of half the training ago, or the start.",
                defaultValue = "live",
                always = true)
        Buffers buffers)
        implements Serializable {

    /** Where the running statistics of a copy come from. */
    public enum Buffers {
        /** They are the trained network's: PyTorch's {@code AveragedModel(use_buffers=False)}. */
        LIVE,
        /** They are averaged like the weights: {@code AveragedModel(use_buffers=True)}. */
        AVERAGED,
        /** They were copied in the middle of the training and never again. */
        STALE,
        /** They are 0 and 1: only parameters were copied. */
        INITIAL
    }

    public AveragedCopyConfig {
        Bounds.check(AveragedCopyConfig.class, decay, buffers);
    }
}
