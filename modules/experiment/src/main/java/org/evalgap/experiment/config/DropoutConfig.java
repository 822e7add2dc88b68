package org.evalgap.experiment.config;

import java.io.Serializable;
import java.util.Optional;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.ShapeException;

/**
 * The dropout of a named network.
 *
 * @param probability of dropping a unit, in [0, 1); 0 leaves the layers out
 * @param rescale whether what is kept is divided by 1 − probability, as PyTorch does
 */
public record DropoutConfig(double probability, boolean rescale) implements Serializable {

    public DropoutConfig {
        if (!(probability >= 0 && probability < 1)) {
            throw new ShapeException("dropout", "a number from 0 to below 1", Double.toString(probability));
        }
    }

    /** A layer that drops units of one kind; empty if nothing is dropped. */
    Optional<LayerSpec.Dropout> layer(LayerSpec.Dropout.Unit unit) {
        return probability > 0 ? Optional.of(new LayerSpec.Dropout(probability, unit, rescale)) : Optional.empty();
    }
}
