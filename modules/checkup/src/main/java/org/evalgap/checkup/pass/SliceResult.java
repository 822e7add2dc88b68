package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.source.SkippedImage;
import org.evalgap.nn.state.PopulationMoments;

/**
 * What came of a slice. May cross from an executor.
 *
 * @param indices [N] of the images that passed; empty where moments were collected
 * @param predicted [N] classes with the largest logit; ties go to the lower class
 * @param losses [N] cross-entropies in nats
 * @param confidences [N] probabilities of the predicted classes
 * @param moments of every BatchNorm layer in order; empty unless asked for
 * @param skipped images that cannot be decoded
 */
public record SliceResult(
        int[] indices,
        int[] predicted,
        float[] losses,
        float[] confidences,
        List<PopulationMoments> moments,
        List<SkippedImage> skipped)
        implements Serializable {}
