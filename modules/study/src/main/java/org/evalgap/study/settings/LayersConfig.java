package org.evalgap.study.settings;

import java.io.Serializable;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** How the norms inside a trained network are looked at. */
@Section(meaning = "Where in the network training and evaluation differ: one row for each norm.")
public record LayersConfig(
        @Setting(
                meaning = "Whether the norms are looked at when the training is done.",
                defaultValue = "true",
                always = true)
        boolean measured,

        @Setting(
                meaning = "After how many epochs they are looked at during the training as well; 0 for never.",
                defaultValue = "0",
                atLeast = 0,
                always = true)
        int everyEpochs,

        @Setting(meaning = "Whether each channel has a row of its own too.", defaultValue = "false", always = true)
        boolean channels)
        implements Serializable {

    /** Nothing is looked at. */
    public static final LayersConfig NONE = new LayersConfig(false, 0, false);

    public LayersConfig {
        Bounds.check(LayersConfig.class, measured, everyEpochs, channels);
    }
}
