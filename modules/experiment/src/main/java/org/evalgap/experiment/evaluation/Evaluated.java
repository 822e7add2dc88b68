package org.evalgap.experiment.evaluation;

import java.util.OptionalDouble;
import org.evalgap.results.protocol.Protocol;

/**
 * One way in which a trained network was evaluated.
 *
 * @param name of the way; one name can stand at several batch sizes
 * @param protocol statistics, dropout, transform and split
 * @param batchSize images that passed together, or would have in a network where that has no influence
 * @param measurement what it gave; the same object for protocols that cannot differ
 * @param largestLogitDifference to the deployed protocol's logits, where both see the same inputs in one draw
 */
public record Evaluated(
        String name,
        Protocol protocol,
        int batchSize,
        Measurement measurement,
        OptionalDouble largestLogitDifference) {}
