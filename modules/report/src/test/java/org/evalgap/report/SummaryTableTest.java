package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.rows.DegradationTable;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.junit.jupiter.api.Test;

class SummaryTableTest {

    private final List<TrialResult> trials = new ArrayList<>();

    @Test
    void aColumnPerAxisAndAnIntervalPerMean() {
        trial("network.normalization=batch, training.batch-size=4", 0, 0.80, 0.70);
        trial("network.normalization=batch, training.batch-size=4", 1, 0.82, 0.70);
        trial("network.normalization=none, training.batch-size=16", 0, 0.755, 0.76);
        assertThat(SummaryTable.of(rows())).isEqualTo("""
                normalization  batch-size  n  train mode %  eval mode %   degradation
                batch                   4  2   81.0 ± 12.7   70.0 ± 0.0  +11.0 ± 12.7
                none                   16  1          75.5         76.0          -0.5
                """);
    }

    @Test
    void failuresHaveAColumnWhenThereAreSome() {
        trial("training.batch-size=4", 0, null, null);
        assertThat(SummaryTable.of(rows())).isEqualTo("""
                batch-size  n  failed  train mode %  eval mode %  degradation
                         4  0       1             –            –            –
                """);
    }

    @Test
    void axesThatACellLacksAndValuesWithCommas() {
        trial("network.widths=[8, 16], network.kind=cnn", 0, 0.5, 0.5);
        trial("network.kind=simplenet", 0, 0.5, 0.5);
        assertThat(SummaryTable.of(rows())).isEqualTo("""
                widths   kind       n  train mode %  eval mode %  degradation
                [8, 16]  cnn        1          50.0         50.0         +0.0
                –        simplenet  1          50.0         50.0         +0.0
                """);
    }

    @Test
    void axesWithTheSameLastPartHaveTheirWholeKey() {
        trial("network.momentum=0.1, training.momentum=0.9", 0, 0.5, 0.5);
        assertThat(SummaryTable.of(rows())).startsWith("network.momentum  training.momentum  n  ");
    }

    @Test
    void aStudyWithoutAxesHasOneCell() {
        trial("base", 0, 0.5, 0.25);
        assertThat(SummaryTable.of(rows())).isEqualTo("""
                n  train mode %  eval mode %  degradation
                1          50.0         25.0        +25.0
                """);
    }

    private List<DegradationRow> rows() {
        // In the order in which they were added: the cell's id is its number.
        List<DegradationRow> rows = new ArrayList<>(DegradationTable.of(trials));
        rows.sort(Comparator.comparing(DegradationRow::cellId));
        return rows;
    }

    private void trial(String cell, int replicate, Double trainMode, Double evalMode) {
        String cellId = trials.stream()
                .map(TrialResult::trial)
                .filter(trial -> trial.cell().equals(cell))
                .map(TrialRow::cellId)
                .findFirst()
                .orElse("cell " + trials.size());
        String id = cellId + " " + replicate;
        SplittableRandom random = new SplittableRandom(trials.size());
        Map<String, Object> trial = Map.of("trialId", id, "cellId", cellId, "replicate", replicate);
        Map<String, String> state = Map.of("cell", cell, "status", trainMode == null ? "DIVERGED" : "OK");
        List<EvaluationRow> evaluations = new ArrayList<>();
        if (trainMode != null) {
            evaluations.add(evaluation(with(trial, Map.of("protocol", "forgot-eval", "accuracy", trainMode)), random));
            evaluations.add(evaluation(with(trial, Map.of("protocol", "deployed", "accuracy", evalMode)), random));
        }
        trials.add(Rows.result(Rows.row(TrialRow.class, with(trial, state), random), evaluations));
    }

    private static EvaluationRow evaluation(Map<String, Object> columns, SplittableRandom random) {
        return Rows.row(EvaluationRow.class, with(columns, Map.of("domain", "all")), random);
    }

    private static Map<String, Object> with(Map<String, ?> some, Map<String, ?> others) {
        Map<String, Object> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }
}
