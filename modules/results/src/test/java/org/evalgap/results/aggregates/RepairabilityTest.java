package org.evalgap.results.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.junit.jupiter.api.Test;

class RepairabilityTest {

    private final List<TrialResult> results = new ArrayList<>();

    private void trial(int replicate, String cell, String settings, double deployed, Double recalibrated) {
        SplittableRandom random = new SplittableRandom(results.size());
        TrialRow trial = Rows.row(
                TrialRow.class,
                Map.of(
                        "cellId",
                        cell,
                        "cell",
                        cell,
                        "settings",
                        settings,
                        "status",
                        "OK",
                        "seed",
                        (long) replicate,
                        "datasetFingerprint",
                        "f"),
                random);
        List<Record> rows = new ArrayList<>();
        rows.add(Rows.row(
                EvaluationRow.class, Map.of("protocol", "deployed", "domain", "all", "accuracy", deployed), random));
        rows.add(Rows.row(
                EvaluationRow.class, Map.of("protocol", "deployed", "domain", "first", "accuracy", 0.01), random));
        if (recalibrated != null) {
            rows.add(recalibration("train", 1000, 0.02, random));
            rows.add(recalibration("eval", 4000, 0.03, random));
            rows.add(recalibration("train", 4000, recalibrated, random));
        }
        results.add(Rows.result(trial, rows));
    }

    private static RemedyRow recalibration(String transform, int samples, double after, SplittableRandom random) {
        return Rows.row(
                RemedyRow.class,
                Map.of(
                        "remedy",
                        "recalibration",
                        "estimator",
                        "cumulative",
                        "transform",
                        transform,
                        "dropout",
                        "on",
                        "ownDomain",
                        false,
                        "domain",
                        "all",
                        "samples",
                        samples,
                        "accuracyAfter",
                        after),
                random);
    }

    private static String settings(String normalization, int batchSize, double rate) {
        String own = normalization.equals("group") ? "\"groups\":4," : "\"batch-norm-momentum\":0.1,";
        return "{\"network\":{" + own + "\"normalization\":\"" + normalization + "\"},\"training\":{\"batch-size\":"
                + batchSize + ",\"learning-rate\":" + rate + "}}";
    }

    private List<RepairabilityRow> rows() {
        Repairability repairability = new Repairability();
        results.forEach(repairability::add);
        return repairability.rows();
    }

    @Test
    void whatRecalibrationLeavesIsTheDistanceToTheTwins() {
        for (int replicate = 0; replicate < 2; replicate++) {
            double level = 0.1 * replicate;
            trial(replicate, "a", settings("batch", 4, 0.05), level + 0.50, level + 0.60);
            trial(replicate, "b", settings("batch", 16, 0.05), level + 0.65, level + 0.65);
            trial(replicate, "c", settings("batch", 64, 0.05), level + 0.75, level + 0.74);
            trial(replicate, "d", settings("group", 4, 0.05), level + 0.85, null);
            // Not a twin: another learning rate.
            trial(replicate, "e", settings("batch", 256, 0.5), level + 0.99, null);
        }

        RepairabilityRow row = rows().get(0);

        assertThat(rows()).extracting(RepairabilityRow::cell).containsExactly("a", "b", "c");
        assertThat(row.replicates()).isEqualTo(2);
        assertThat(row.recalibratedAccuracy()).isCloseTo(0.65, within(1e-12));
        assertThat(row.recovered().mean()).isCloseTo(0.1, within(1e-12));
        assertThat(row.recovered().upper() - row.recovered().lower()).isCloseTo(0, within(1e-9));
        assertThat(row.largestBatchSize()).isEqualTo(64);
        assertThat(row.belowLargestBatch().mean()).isCloseTo(0.15, within(1e-12));
        assertThat(row.belowLargestBatch().upper()).isCloseTo(0.15, within(1e-9));
        assertThat(row.belowGroupNorm().mean()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void withoutTwinsThereIsNoDistance() {
        trial(0, "a", settings("batch", 4, 0.05), 0.5, 0.6);
        trial(1, "b", settings("batch", 64, 0.05), 0.9, 0.9);
        trial(1, "c", settings("group", 4, 0.05), 0.9, null);

        RepairabilityRow row = rows().get(0);

        assertThat(row.largestBatchSize()).isNull();
        assertThat(row.belowLargestBatch()).isNull();
        assertThat(row.belowGroupNorm()).isNull();
        assertThat(row.recovered().lower()).isNull();
    }

    @Test
    void theCellAtTheLargestBatchIsNotComparedWithItself() {
        trial(0, "a", settings("batch", 64, 0.05), 0.5, 0.6);
        trial(0, "b", settings("batch", 4, 0.05), 0.4, 0.4);

        assertThat(rows().get(0).largestBatchSize()).isNull();
        assertThat(rows().get(1).largestBatchSize()).isEqualTo(64);
    }
}
