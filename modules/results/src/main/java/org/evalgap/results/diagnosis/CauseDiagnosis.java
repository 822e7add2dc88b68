package org.evalgap.results.diagnosis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.results.statistics.Estimate;

/**
 * The leading cause of one cell, and what speaks for it.
 *
 * @param cause the answer
 * @param degradation TRAIN mode's accuracy minus that in use, on test images, over replicates; empty if no trial finished
 * @param totalGap accuracy of the training log minus that in use, over replicates; empty if no trial finished
 * @param candidates what each cause that could be told costs: means over the trained networks, intervals over images
 */
public record CauseDiagnosis(
        LeadingCause cause,
        Optional<Estimate> degradation,
        Optional<Estimate> totalGap,
        Map<LeadingCause, Estimate> candidates) {

    /**
     * @param results trials of one cell, each finished one measured at all corners
     * @param classes of the dataset
     * @param transforms what a user knows of them
     */
    public static CauseDiagnosis of(List<TrialResult> results, int classes, KnownTransforms transforms) {
        List<TrialResult> finished =
                results.stream().filter(result -> result.trial().finished()).toList();
        if (finished.isEmpty()) {
            // A training whose loss is no number has learned nothing; of one that broke nothing is known.
            boolean diverged =
                    results.stream().anyMatch(result -> result.trial().status() == TrialStatus.DIVERGED);
            return new CauseDiagnosis(
                    diverged ? LeadingCause.NOT_LEARNED : LeadingCause.INCONCLUSIVE,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }
        Naming.Named named = Naming.of(EvidenceReader.read(finished, 1.0 / classes, transforms));
        return new CauseDiagnosis(
                named.cause(),
                Optional.of(over(finished, EvidenceReader::degradation)),
                Optional.of(over(finished, EvidenceReader::totalGap)),
                named.candidates());
    }

    private static Estimate over(List<TrialResult> finished, Function<TrialResult, Estimate> figure) {
        return Estimate.over(finished.stream().map(figure).toList());
    }
}
