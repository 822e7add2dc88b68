package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * What a network was trained on before its training, which then is a fine-tuning: all its weights but those of the last
 * layer, and its running statistics, start from there. Counters of batches start at 0.
 *
 * @param epochs passes over the images of the pretraining; with 0 all weights, the last layer's too, are as they were
 * @param classes how many of the classes, from the first on, it sees; the largest integer for all
 * @param transforms what makes images of another domain of the training's
 * @param batchNorm what BatchNorm does in the fine-tuning
 */
@Section(
        meaning =
                "The network is first trained on some of the classes, or on another domain, in random batches at the same "
                        + "rate. Then its last layer starts anew, and the training goes on from there.")
public record PretrainedConfig(
        @Setting(
                meaning =
                        "Passes over the images of the pretraining; 0 for a network that starts from its file, and keeps its last layer.",
                defaultValue = "3",
                atLeast = 0,
                always = true)
        int epochs,

        @Setting(
                meaning = "How many of the classes the pretraining sees, from the first on.",
                defaultValue = "all",
                word = "all",
                atLeast = 2,
                always = true)
        int classes,

        @Setting(
                meaning = "What makes images of another domain of the training's, ahead of the train transform.",
                defaultValue = "[]",
                described = TransformSettings.class,
                always = true)
        List<Transform> transforms,

        @Setting(
                meaning =
                        "What BatchNorm does afterwards. live: as ever; frozen: its scale and shift stand still, its "
                                + "running statistics move; eval: it normalizes with its running statistics, which stand still.",
                defaultValue = "live",
                always = true)
        FineTunedNorm batchNorm)
        implements Serializable {

    /** What BatchNorm does in a fine-tuning. */
    public enum FineTunedNorm {
        /** Scale and shift are trained, running statistics move. */
        LIVE,
        /** PyTorch's {@code requires_grad_(False)} alone: running statistics move. */
        FROZEN,
        /** The layer is in EVAL mode: running statistics normalize and stand still; scale and shift are trained. */
        EVAL
    }

    public PretrainedConfig {
        transforms = List.copyOf(transforms);
        Bounds.check(PretrainedConfig.class, epochs, classes, transforms, batchNorm);
    }
}
