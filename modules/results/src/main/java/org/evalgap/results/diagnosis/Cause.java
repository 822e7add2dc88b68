package org.evalgap.results.diagnosis;

import org.evalgap.results.protocol.Factor;
import org.evalgap.results.statistics.Estimate;

/**
 * What one factor contributes to the gap.
 *
 * @param factor what changes between training log and deployment
 * @param share of the gap, as a fraction of all images: positive if the change loses accuracy
 * @param absent whether the change cannot have an effect in any trial, as without dropout there is none to switch off
 */
public record Cause(Factor factor, Estimate share, boolean absent) {

    /** Smallest share that is worth a recommendation. */
    private static final double MATERIAL = 0.01;

    /** Whether the change loses a percentage point of accuracy or more, sure or not. */
    boolean isMaterial() {
        return share.mean() >= MATERIAL;
    }

    /** Whether the change surely loses accuracy, and a percentage point or more. */
    public boolean isHarmful() {
        return share.isPositive() && isMaterial();
    }

    /** Whether the change surely gains accuracy. */
    public boolean isHelpful() {
        return share.isNegative();
    }
}
