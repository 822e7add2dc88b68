package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * How the trained network is used in the end, which is not always how it should be. Its predictions of the test images
 * are then observed as from outside.
 *
 * @param batchSize images that pass together
 * @param evalForgotten whether BatchNorm normalizes with batch statistics and dropout drops
 * @param dropoutLeftOn whether dropout drops
 * @param preprocessing what images go through besides the eval transform
 */
@Section(
        meaning =
                "How the trained network is used in the end, mistakes included; its predictions of the test images are "
                        + "observed as from outside. `{}` for none.")
public record DeploymentConfig(
        @Setting(meaning = "Images that pass together.", defaultValue = "32", atLeast = 2, always = true)
        int batchSize,

        @Setting(
                meaning = "Whether the network is in TRAIN mode: batch statistics, dropout on.",
                defaultValue = "false",
                always = true)
        boolean evalForgotten,

        @Setting(
                meaning = "Whether dropout drops, as of a functional dropout that eval() does not reach.",
                defaultValue = "false",
                always = true)
        boolean dropoutLeftOn,

        @Setting(
                meaning =
                        "What images go through besides the eval transform: another mean, deviation or scale of pixels, "
                                + "another order of channels.",
                defaultValue = "[]",
                described = TransformSettings.class,
                always = true)
        List<Transform> preprocessing)
        implements Serializable {

    /** Without a mistake. */
    public static final DeploymentConfig AS_EVALUATED = new DeploymentConfig(32, false, false, List.of());

    public DeploymentConfig {
        preprocessing = List.copyOf(preprocessing);
        Bounds.check(DeploymentConfig.class, batchSize, evalForgotten, dropoutLeftOn, preprocessing);
    }

    /** All that images go through in use where evaluation has {@code evalTransform}. */
    public List<Transform> inUse(List<Transform> evalTransform) {
        List<Transform> all = new ArrayList<>(preprocessing);
        all.addAll(evalTransform);
        all.sort(Comparator.comparing(Transform::stage));
        return List.copyOf(all);
    }
}
