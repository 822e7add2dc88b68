package org.evalgap.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.replicates.Ending;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.replicates.Looks;
import org.evalgap.study.replicates.ReplicatesConfig;

/**
 * How many replicates the cells of a study are to have, from look to look. What is decided at a look follows from the
 * published trials alone, so that a sweep which was interrupted decides the same again.
 */
public final class CellReplicates {

    private final ReplicatesConfig replicates;
    private final Looks looks;
    private final Map<String, Integer> ended = new HashMap<>();
    private int look;

    private CellReplicates(ReplicatesConfig replicates) {
        this.replicates = replicates;
        this.looks = replicates.looks();
    }

    /** At the first look of a study. */
    public static CellReplicates of(ReplicatesConfig replicates) {
        return new CellReplicates(replicates);
    }

    /** How many a cell has at this look. */
    public int of(String cellId) {
        return ended.getOrDefault(cellId, looks.number(look));
    }

    /** The most that a cell may come to. */
    public int most(String cellId) {
        return looks.last();
    }

    /**
     * Looks at the published trials of a plan, and goes on to the next look if a cell is to have more replicates.
     *
     * @return whether one is
     */
    public boolean next(StudyOutput output, Plan plan) throws IOException {
        if (look == looks.count() - 1) {
            return false;
        }
        Set<String> trials = plan.trialIds();
        boolean verdicts = replicates.decidesByVerdicts();
        Set<String> open = verdicts ? output.openCells(trials::contains) : Set.of();
        for (DegradationRow row : output.degradation(trials::contains)) {
            boolean more =
                    verdicts && row.endedBy() == Ending.VERDICTS ? open.contains(row.cellId()) : row.endedBy() == null;
            if (!more) {
                ended.putIfAbsent(row.cellId(), looks.number(look));
            }
        }
        look++;
        return ended.size() < plan.cells();
    }

    /** What a person reads at this look. */
    public String text(Plan plan) {
        return String.format(
                "Look %d of at most %d: enough replicates in %d of %d cells, %d in the others; trials to run: %d",
                look + 1, looks.count(), ended.size(), plan.cells(), looks.number(look), plan.pending());
    }
}
