package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.Optional;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Setting;

/** The dropout of a named network; a probability of 0 leaves the layers out. */
public record DropoutConfig(
        @Setting(
                key = "dropout",
                meaning = "Probability of dropping a unit; 0 for no dropout.",
                defaultValue = "0.3",
                atLeast = 0,
                below = 1,
                always = true)
        double probability,

        @Setting(
                key = "dropout-rescale",
                meaning = "Whether what is kept is divided by 1 − dropout.",
                defaultValue = "true",
                onlyWith = "dropout")
        boolean rescale)
        implements Serializable {

    public DropoutConfig {
        Bounds.check(DropoutConfig.class, probability, rescale);
    }

    /** A layer that drops units of one kind; empty if nothing is dropped. */
    Optional<LayerSpec.Dropout> layer(LayerSpec.Dropout.Unit unit) {
        return probability > 0 ? Optional.of(new LayerSpec.Dropout(probability, unit, rescale)) : Optional.empty();
    }
}
