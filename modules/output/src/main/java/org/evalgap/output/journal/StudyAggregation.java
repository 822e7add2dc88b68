package org.evalgap.output.journal;

import java.io.IOException;
import java.util.List;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.Repairability;
import org.evalgap.results.aggregates.RepairabilityRow;
import org.evalgap.results.claims.ClaimsEvaluation;
import org.evalgap.results.rows.TrialResult;

/**
 * Compares published trials across cells. Records are read in parallel and taken in one after another in the order of
 * their ids, so that sums always come out the same; of each trial only the numbers in question stay in memory.
 */
public final class StudyAggregation {

    private final ClaimsEvaluation claims = new ClaimsEvaluation();
    private final Repairability repairability = new Repairability();

    private StudyAggregation() {}

    public static StudyAggregation of(Journal journal, List<Journal.Entry> entries) throws IOException {
        StudyAggregation aggregation = new StudyAggregation();
        journal.forEach(entries.stream().map(Journal.Entry::trialId).toList(), aggregation::add);
        return aggregation;
    }

    private void add(TrialResult result) {
        claims.add(result);
        repairability.add(result);
    }

    public List<ClaimRow> claims() {
        return claims.rows();
    }

    public List<RepairabilityRow> repairability() {
        return repairability.rows();
    }
}
