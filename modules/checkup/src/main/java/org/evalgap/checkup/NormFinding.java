package org.evalgap.checkup;

import java.util.OptionalDouble;

/**
 * What one norm's stored statistics look like against what it sees.
 *
 * @param layer its number in the network
 * @param name of the layer
 * @param meanKey name of its means in a state dict
 * @param varianceKey name of its variances
 * @param initial whether they are 0 and 1, where they start
 * @param batches that moved them, as the file says
 * @param meanDistance of the stored means from those of the images, in standard deviations; root mean square over channels
 * @param deviationLogRatio logarithm of stored over seen standard deviations; root mean square over channels
 * @param varianceLogRatio logarithm of stored over seen variances; mean over channels
 * @param channels of the layer
 * @param momentum weight of a new batch in the running statistics; empty if all weigh the same, or it has no momentum
 */
record NormFinding(
        int layer,
        String name,
        String meanKey,
        String varianceKey,
        boolean initial,
        long batches,
        double meanDistance,
        double deviationLogRatio,
        double varianceLogRatio,
        int channels,
        OptionalDouble momentum) {}
