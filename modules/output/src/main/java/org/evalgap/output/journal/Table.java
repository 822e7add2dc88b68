package org.evalgap.output.journal;

import java.io.Serializable;
import java.util.List;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.ResultTables;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * A table that is made from the published trials.
 *
 * @param type the record that is its schema, and names it
 * @param rows what a trial adds to it
 * @param order columns that its rows are sorted by; together they tell any two rows apart
 */
public record Table<R extends Record>(Class<R> type, Rows<R> rows, List<String> order) implements Serializable {

    /** The rows that a trial adds to a table. */
    public interface Rows<R extends Record> extends Serializable {
        List<R> of(TrialResult result);
    }

    /** Its directory in the output. */
    public String name() {
        return ResultTables.name(type);
    }

    public static final List<Table<?>> ALL = List.of(
            new Table<>(TrialRow.class, result -> List.of(result.trial()), List.of("cell", "trial_id")),
            new Table<>(EpochRow.class, TrialResult::epochs, List.of("trial_id", "epoch")),
            new Table<>(
                    EvaluationRow.class,
                    TrialResult::evaluations,
                    List.of(
                            "trial_id",
                            "split",
                            "transform",
                            "statistics",
                            "dropout",
                            "protocol",
                            "domain",
                            "evaluation_batch_size",
                            "weights")),
            new Table<>(ComparisonRow.class, TrialResult::comparisons, List.of("trial_id", "comparison", "split")),
            new Table<>(AttributionRow.class, TrialResult::attribution, List.of("trial_id", "factor")),
            new Table<>(NoGradRow.class, TrialResult::noGrad, List.of("trial_id")),
            new Table<>(
                    RemedyRow.class,
                    TrialResult::remedies,
                    List.of(
                            "trial_id",
                            "remedy",
                            "estimator",
                            "transform",
                            "dropout",
                            "own_domain",
                            "samples",
                            "decay",
                            "domain")),
            new Table<>(LayerRow.class, TrialResult::layers, List.of("trial_id", "epoch", "layer", "channel")));
}
