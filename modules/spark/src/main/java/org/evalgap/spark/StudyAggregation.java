package org.evalgap.spark;

import java.io.IOException;
import java.util.List;
import org.evalgap.experiment.attribution.Repairability;
import org.evalgap.experiment.claims.ClaimsEvaluation;
import org.evalgap.experiment.result.ClaimRow;
import org.evalgap.experiment.result.RepairabilityRow;
import org.evalgap.experiment.result.TrialResult;

/**
 * Compares published trials across cells. Records are read in parallel and taken in one after another in the order of
 * their ids, so that sums always come out the same; of each trial only the numbers in question stay in memory.
 */
final class StudyAggregation {

    private final ClaimsEvaluation claims = new ClaimsEvaluation();
    private final Repairability repairability = new Repairability();

    private StudyAggregation() {}

    static StudyAggregation of(Journal journal, List<Journal.Entry> entries) throws IOException {
        StudyAggregation aggregation = new StudyAggregation();
        journal.forEach(entries.stream().map(Journal.Entry::trialId).toList(), aggregation::add);
        return aggregation;
    }

    private void add(TrialResult result) {
        claims.add(result);
        repairability.add(result);
    }

    List<ClaimRow> claims() {
        return claims.rows();
    }

    List<RepairabilityRow> repairability() {
        return repairability.rows();
    }
}
