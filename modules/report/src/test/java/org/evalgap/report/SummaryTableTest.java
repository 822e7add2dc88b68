package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.aggregates.DegradationTable;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.binding.Canonical;
import org.junit.jupiter.api.Test;

class SummaryTableTest {

    private final List<TrialResult> trials = new ArrayList<>();
    private boolean learned = true;

    @Test
    void aColumnPerAxisAndTheReplicatesOfEachMean() {
        Map<String, Object> small = axes("network.normalization", "batch", "training.batch-size", "4");
        trial(small, 0, 0.80, 0.70);
        trial(small, 1, 0.82, 0.70);
        trial(axes("network.normalization", "none", "training.batch-size", "16"), 0, 0.755, 0.76);
        assertThat(table()).isEqualTo("""
                normalization  batch-size  n     training log %       train mode %        eval mode %           degradation             total gap
                batch                   4  2  90.0 [90.0, 90.0]  81.0 [80.0, 82.0]  70.0 [70.0, 70.0]  +11.0 [+10.0, +12.0]  +20.0 [+20.0, +20.0]
                none                   16  1               90.0               75.5               76.0                  -0.5                 +14.0
                """);
    }

    @Test
    void fourReplicatesHaveAnIntervalWithinWhatIsPossible() {
        for (int replicate = 0; replicate < 4; replicate++) {
            trial(axes("training.batch-size", "4"), replicate, 0.5 + 0.01 * replicate, replicate == 0 ? 0.1 : 0.98);
        }
        assertThat(table().lines().skip(1).findFirst().orElseThrow()).contains("51.5 ± 2.1", "76.0 (6.0 to 100.0)");
    }

    @Test
    void networksThatLearnedNothingHaveAColumnWhenThereAreSome() {
        trial(axes("training.batch-size", "4"), 0, 0.5, 0.5);
        learned = false;
        trial(axes("training.batch-size", "8"), 0, 0.1, 0.1);
        assertThat(table()).isEqualTo("""
                batch-size  n  not learned  training log %  train mode %  eval mode %  degradation  total gap
                         4  1            0            90.0          50.0         50.0          0.0      +40.0
                         8  1            1            90.0          10.0         10.0          0.0      +80.0
                """);
    }

    @Test
    void failuresHaveAColumnWhenThereAreSome() {
        trial(axes("training.batch-size", "4"), 0, null, null);
        assertThat(table()).isEqualTo("""
                batch-size  n  failed  training log %  train mode %  eval mode %  degradation  total gap
                         4  0       1               –             –            –            –          –
                """);
    }

    @Test
    void axesThatDoNotMatterToACellAndValuesWithCommas() {
        trial(axes("network.kind", "simplenet"), 0, 0.5, 0.5);
        trial(axes("network.kind", "cnn", "network.widths", "[8, 16]"), 0, 0.5, 0.5);
        assertThat(table()).isEqualTo("""
                kind       widths   n  training log %  train mode %  eval mode %  degradation  total gap
                cnn        [8, 16]  1            90.0          50.0         50.0          0.0      +40.0
                simplenet  –        1            90.0          50.0         50.0          0.0      +40.0
                """);
    }

    @Test
    void rowsByTheFirstAxisAndNumbersAsNumbers() {
        for (String rate : List.of("1.0E-4", "0.05", "1000000")) {
            for (String size : List.of("16", "128", "4")) {
                trial(axes("network.dropout", rate, "training.batch-size", size), 0, 0.5, 0.5);
            }
        }
        assertThat(table().lines()
                        .skip(1)
                        .map(line -> line.strip().split(" +", -1))
                        .map(row -> row[0] + " " + row[1]))
                .containsExactly(
                        "0.0001 4",
                        "0.0001 16",
                        "0.0001 128",
                        "0.05 4",
                        "0.05 16",
                        "0.05 128",
                        "1e6 4",
                        "1e6 16",
                        "1e6 128");
    }

    @Test
    void axesWithTheSameLastPartHaveTheirWholeKey() {
        trial(axes("network.momentum", "0.1", "training.momentum", "0.9"), 0, 0.5, 0.5);
        assertThat(table()).startsWith("network.momentum  training.momentum  n  ");
    }

    @Test
    void aStudyWithoutAxesHasOneCell() {
        trial(axes(), 0, 0.5, 0.25);
        assertThat(table()).isEqualTo("""
                n  training log %  train mode %  eval mode %  degradation  total gap
                1            90.0          50.0         25.0        +25.0      +65.0
                """);
    }

    /** Without the lines that say what columns are. */
    private String table() {
        Replicates replicates = new Replicates();
        trials.forEach(replicates::add);
        String text = SummaryTable.of(rows(), replicates);
        assertThat(text).contains("train mode, eval mode: test images");
        return text.substring(0, text.indexOf("training log: "));
    }

    private static Map<String, Object> axes(String... keysAndValues) {
        Map<String, Object> axes = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            axes.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return axes;
    }

    private List<DegradationRow> rows() {
        // In the order in which they were added: the cell's id is its number.
        List<DegradationRow> rows = new ArrayList<>(DegradationTable.of(trials));
        rows.sort(Comparator.comparing(DegradationRow::cellId));
        return rows;
    }

    private void trial(Map<String, Object> axes, int replicate, Double trainMode, Double evalMode) {
        String cell = axes.toString();
        String cellId = trials.stream()
                .map(TrialResult::trial)
                .filter(trial -> trial.cell().equals(cell))
                .map(TrialRow::cellId)
                .findFirst()
                .orElse("cell " + trials.size());
        String id = cellId + " " + replicate;
        SplittableRandom random = new SplittableRandom(trials.size());
        Map<String, Object> trial =
                Map.of("trialId", id, "cellId", cellId, "replicate", replicate, "axes", Canonical.json(axes));
        Map<String, Object> state =
                Map.of("cell", cell, "status", trainMode == null ? "DIVERGED" : "OK", "learned", learned);
        List<EvaluationRow> evaluations = new ArrayList<>();
        if (trainMode != null) {
            evaluations.add(evaluation(with(trial, Map.of("protocol", "training-log", "accuracy", 0.9)), random));
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
