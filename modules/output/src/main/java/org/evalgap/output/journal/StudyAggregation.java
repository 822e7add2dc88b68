package org.evalgap.output.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.Repairability;
import org.evalgap.results.aggregates.RepairabilityRow;
import org.evalgap.results.claims.ClaimsEvaluation;
import org.evalgap.results.claims.StudyClaims;
import org.evalgap.results.replicates.Replication;
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
    private final Replication replication;

    private StudyAggregation(Optional<String> study) {
        this.asked = StudyClaims.of(study);
        this.replication = Replication.of(study);
    }

    /**
     * @param study the study that was run last, which may have claims of its own; empty if it is not there
     * @throws org.evalgap.results.claims.ClaimsException if they cannot be used
     */
    public static StudyAggregation of(Journal journal, List<Journal.Entry> entries, Optional<String> study)
            throws IOException {
        StudyAggregation aggregation = new StudyAggregation(study);
        journal.forEach(entries.stream().map(Journal.Entry::trialId).toList(), aggregation::add);
        return aggregation;
    }

    private void add(TrialResult result) {
        claims.computeIfAbsent(result.trial().study(), this::evaluation).add(result);
        repairability.add(result);
    }

    private ClaimsEvaluation evaluation(String study) {
        return asked.evaluation(study, replication.looking(study));
    }

    /** Ids of cells that more replicates may bring to a verdict. */
    public Set<String> openCells() {
        return claims.values().stream()
                .flatMap(study -> study.openCells().stream())
                .collect(Collectors.toSet());
    }

    public List<ClaimRow> claims() {
        if (claims.isEmpty()) {
            // Claims are there before any trial, and wait for it.
            return evaluation("").rows();
        }
        return claims.entrySet().stream()
                .flatMap(study -> study.getValue().rows().stream().map(row -> row.ofStudy(study.getKey())))
                .toList();
    }

    public List<RepairabilityRow> repairability() {
        return repairability.rows();
    }
}
