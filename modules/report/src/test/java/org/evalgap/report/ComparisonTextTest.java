package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.comparison.OutputComparison;
import org.evalgap.results.comparison.Side;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

    private final SplittableRandom random = new SplittableRandom(1);

    private TrialResult trial(int batchSize, long seed, String version, double trainMode, double deployed) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("cell", "training.batch-size=" + batchSize);
        columns.put("axes", "{\"training.batch-size\":\"" + batchSize + "\"}");
        columns.put("settings", "{batch " + batchSize + "}");
        columns.put("seed", seed);
        columns.put("status", "OK");
        columns.put("engineVersion", version);
        columns.put("numericsProfile", "profile");
        columns.put("dataset", "images");
        columns.put("datasetFingerprint", "00");
        columns.put("network", "cnn");
        columns.put("normalization", "batch");
        columns.put("batchComposition", "iid");
        columns.put("augmentation", "none");
        columns.put("dropout", 0.0);
        columns.put("batchSize", batchSize);
        TrialRow trial = Rows.row(TrialRow.class, columns, random);
        return Rows.result(
                trial,
                List.of(
                        evaluation("training-log", 0.9),
                        evaluation("forgot-eval", trainMode),
                        evaluation("deployed", deployed)));
    }

    private EvaluationRow evaluation(String protocol, double accuracy) {
        return Rows.row(
                EvaluationRow.class,
                Map.of("protocol", protocol, "accuracy", accuracy, "domain", "all", "evaluationBatchSize", 256),
                random);
    }

    @Test
    void whatDiffersIsMarkedAndCounted() {
        OutputComparison comparison = new OutputComparison();
        comparison.add(Side.FIRST, trial(4, 1, "1.0", 0.80, 0.50));
        comparison.add(Side.FIRST, trial(4, 2, "1.0", 0.80, 0.52));
        comparison.add(Side.SECOND, trial(4, 1, "1.1", 0.80, 0.70));
        comparison.add(Side.SECOND, trial(4, 2, "1.1", 0.80, 0.72));
        comparison.add(Side.FIRST, trial(8, 1, "1.0", 0.80, 0.80));
        comparison.add(Side.SECOND, trial(8, 1, "1.1", 0.80, 0.80));
        comparison.add(Side.SECOND, trial(16, 1, "1.1", 0.80, 0.80));

        assertThat(ComparisonText.of("monday", "tuesday", comparison)).isEqualTo("""
                A  monday, 3 trials
                B  tuesday, 4 trials
                Changed: engine version, A 1.0, B 1.1
                The same: numerics profile
                The same: dataset
                The same: seeds

                batch-size  n A  n B  eval mode A  eval mode B         B − A  degradation A  degradation B         B − A
                         4    2    2         51.0         71.0  +20.0 ± 0.0*          +29.0           +9.0  -20.0 ± 0.0*
                         8    1    1         80.0         80.0     identical            0.0            0.0     identical
                B − A with ± half of the 95 % interval; * where that leaves out 0.
                2 cells in both; 1 identical bit for bit; the degradation differs beyond chance in 1 of 1 others, where chance alone makes about 0.1.
                Only in B: 1 cells
                  training.batch-size=16
                """);
    }

    @Test
    void outputsWithNothingInCommonSaySo() {
        OutputComparison comparison = new OutputComparison();
        comparison.add(Side.FIRST, trial(4, 1, "1.0", 0.8, 0.7));
        comparison.add(Side.SECOND, trial(8, 1, "1.0", 0.8, 0.7));
        assertThat(ComparisonText.of("a", "b", comparison))
                .endsWith("Only in A: 1 cells\n  training.batch-size=4\nOnly in B: 1 cells\n  training.batch-size=8\n");
    }
}
