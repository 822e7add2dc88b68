package org.evalgap.output.journal;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.Repairability;
import org.evalgap.results.aggregates.RepairabilityRow;
import org.evalgap.results.claims.ClaimsEvaluation;
import org.evalgap.results.claims.StudyClaims;
import org.evalgap.results.rows.TrialResult;

/**
 * Compares published trials across cells. Records are read in parallel and taken in one after another in the order of
 * their ids, so that sums always come out the same; of each trial only the numbers in question stay in memory.
 */
public final class StudyAggregation {

    /** By the study's name: what one study says is no evidence for what another does. */
    private final SortedMap<String, ClaimsEvaluation> claims = new TreeMap<>();

    private final Repairability repairability = new Repairability();

    private final StudyClaims asked;

    private StudyAggregation(StudyClaims asked) {
        this.asked = asked;
    }

    /** @param asked what is asked of each study */
    public static StudyAggregation of(Journal journal, List<Journal.Entry> entries, StudyClaims asked)
            throws IOException {
        StudyAggregation aggregation = new StudyAggregation(asked);
        journal.forEach(entries.stream().map(Journal.Entry::trialId).toList(), aggregation::add);
        return aggregation;
    }

    private void add(TrialResult result) {
        claims.computeIfAbsent(result.trial().study(), asked::evaluation).add(result);
        repairability.add(result);
    }

    public List<ClaimRow> claims() {
        if (claims.isEmpty()) {
            // Claims are there before any trial, and wait for it.
            return asked.evaluation("").rows();
        }
        return claims.entrySet().stream()
                .flatMap(study -> study.getValue().rows().stream().map(row -> row.ofStudy(study.getKey())))
                .toList();
    }

    public List<RepairabilityRow> repairability() {
        return repairability.rows();
    }
}
