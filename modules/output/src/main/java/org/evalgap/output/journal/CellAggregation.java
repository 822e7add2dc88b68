package org.evalgap.output.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.aggregates.DegradationTable;
import org.evalgap.results.replicates.Replication;
import org.evalgap.results.rows.TrialResult;

/** Aggregates published trials cell by cell, so that only one cell's rows are in memory for each core. */
public final class CellAggregation {

    private final Journal journal;
    private final Replication replication;

    /** @param study the study that was run last, as it says how cells came to their replicates; empty if it is not there */
    public CellAggregation(Journal journal, Optional<String> study) {
        this.journal = journal;
        this.replication = Replication.of(study);
    }

    public List<DegradationRow> rows(List<Journal.Entry> entries) throws IOException {
        Map<String, List<String>> cells = new TreeMap<>();
        for (Journal.Entry entry : entries) {
            cells.computeIfAbsent(entry.cellId(), cell -> new ArrayList<>()).add(entry.trialId());
        }
        try {
            return cells.values().parallelStream()
                    .map(this::ofCell)
                    .flatMap(Collection::stream)
                    .sorted(DegradationTable.ORDER)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<DegradationRow> ofCell(List<String> trialIds) {
        List<TrialResult> results = new ArrayList<>();
        for (String trialId : trialIds) {
            try {
                results.add(journal.read(trialId));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return DegradationTable.of(results, replication);
    }
}
