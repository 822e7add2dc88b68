package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * Forward passes in TRAIN mode besides the training: their losses train nothing, but they move BatchNorm's running
 * statistics, as passes over generated, unlabelled or validation images do in PyTorch.
 *
 * @param count after each step
 * @param transforms what makes other images of the training's; none for passes over the same kind of images
 */
@Section(
        meaning =
                "Forward passes in TRAIN mode besides the training, over random training images made other ones: they "
                        + "train nothing and move the running statistics.")
public record ExtraPassesConfig(
        @Setting(meaning = "Passes after each step.", defaultValue = "1", atLeast = 1, always = true)
        int count,

        @Setting(
                meaning = "What makes other images of the training's, ahead of the train transform.",
                defaultValue = "[{ kind = affine, scale = 0.3, shift = 2 }]",
                described = TransformSettings.class,
                always = true)
        List<Transform> transforms)
        implements Serializable {

    public ExtraPassesConfig {
        transforms = List.copyOf(transforms);
        Bounds.check(ExtraPassesConfig.class, count, transforms);
    }
}
