package org.evalgap.experiment.config;

import java.io.Serializable;
import org.evalgap.nn.graph.ShapeException;

/**
 * How the norms inside a trained network are looked at.
 *
 * @param measured whether they are, at the end of a training
 * @param everyEpochs after how many epochs they are during the training as well; 0 for never
 * @param channels whether each channel has a row too
 */
public record LayersConfig(boolean measured, int everyEpochs, boolean channels) implements Serializable {

    /** Nothing is looked at. */
    public static final LayersConfig NONE = new LayersConfig(false, 0, false);

    /** @throws ShapeException if a setting is out of its range */
    public LayersConfig {
        if (everyEpochs < 0) {
            throw new ShapeException("every-epochs", "an integer of at least 0", Integer.toString(everyEpochs));
        }
    }
}
