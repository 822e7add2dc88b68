package org.evalgap.results.diagnosis;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;

/**
 * What was measured of the trained networks of one cell, and what their user knows. Estimates are means over the networks
 * with intervals over images: they say how sure something is of these networks, not what other seeds would give.
 *
 * @param chance accuracy of guessing
 * @param seen accuracy of the training-log corner
 * @param used accuracy in use, on test images
 * @param degradation TRAIN mode's accuracy minus {@code used}, on test images
 * @param gapOfModes total gap without the share of the split
 * @param unseen share of the split in the total gap
 * @param dropout share of dropout in the total gap
 * @param steps accuracy lost to each cause of wrong running statistics; empty without BatchNorm
 * @param transform EVAL mode's accuracy with the train transform minus that with the eval transform, on test images
 * @param transformsDiffer whether train and eval transform differ
 * @param randomTransform whether the train transform draws at random
 * @param use observed of the network in use, empty if it was not observed
 * @param state what the running statistics look like
 * @param startWeight weight that the start has in the running statistics, largest of all norms
 * @param momentum weight of the new batch in the running statistics, largest of all norms; empty if all weigh the same
 * @param composition what the training batches are like
 * @param otherWeights whether parameters in use differ from those that the training's last step left
 */
record Evidence(
        double chance,
        Estimate seen,
        Estimate used,
        Estimate degradation,
        Estimate gapOfModes,
        Estimate unseen,
        Estimate dropout,
        Map<StatisticsCause, Estimate> steps,
        Estimate transform,
        boolean transformsDiffer,
        boolean randomTransform,
        Optional<Use> use,
        StatisticsState state,
        double startWeight,
        OptionalDouble momentum,
        Composition.Kind composition,
        boolean otherWeights) {

    /**
     * The network in use, as seen from outside.
     *
     * @param lost EVAL mode's accuracy minus that in use
     * @param differs whether its logits are not EVAL mode's
     * @param random whether a second pass over the same batches gives other logits
     * @param batchDependent whether other batches give other logits
     * @param fromDropout distance of its logits from EVAL mode's with dropout on
     * @param fromTrainMode distance of its logits from TRAIN mode's
     */
    record Use(
            Estimate lost,
            boolean differs,
            boolean random,
            boolean batchDependent,
            double fromDropout,
            double fromTrainMode) {}

    Evidence {
        steps = Map.copyOf(steps);
    }
}
