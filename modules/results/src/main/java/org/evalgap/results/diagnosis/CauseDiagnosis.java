package org.evalgap.results.diagnosis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;

/**
 * The leading cause of one cell, and what speaks for it. Estimates are means over the trained networks with intervals over
 * images.
 *
 * @param cause the answer
 * @param degradation TRAIN mode's accuracy minus that in use, on test images; empty if no trial finished
 * @param candidates what each cause that could be told costs; in no case from settings of what was planted
 * @param steps what each cause of wrong running statistics costs; empty without BatchNorm
 */
public record CauseDiagnosis(
        LeadingCause cause,
        Optional<Estimate> degradation,
        Map<LeadingCause, Estimate> candidates,
        Map<StatisticsCause, Estimate> steps) {

    /**
     * @param results trials of one cell, each finished one measured at all corners
     * @param classes of the dataset
     * @param transforms what a user knows of them
     */
    public static CauseDiagnosis of(List<TrialResult> results, int classes, KnownTransforms transforms) {
        List<TrialResult> finished =
                results.stream().filter(result -> result.trial().finished()).toList();
        if (finished.isEmpty()) {
            return new CauseDiagnosis(LeadingCause.INCONCLUSIVE, Optional.empty(), Map.of(), Map.of());
        }
        Evidence evidence = EvidenceReader.read(finished, 1.0 / classes, transforms);
        Naming.Named named = Naming.of(evidence);
        return new CauseDiagnosis(
                named.cause(),
                Optional.of(evidence.degradation()),
                named.candidates(),
                evidence.steps().isEmpty() ? Map.of() : new EnumMap<>(evidence.steps()));
    }
}
