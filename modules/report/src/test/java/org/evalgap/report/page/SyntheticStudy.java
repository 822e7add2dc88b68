package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * Trials of a made-up study: a grid of batch size, normalization, dropout and seed-like widths, in which statistics cost
 * small batches with BatchNorm accuracy. Every 50th trial failed.
 */
final class SyntheticStudy {

    private static final int[] BATCH_SIZES = {2, 4, 8, 32, 128};
    private static final List<String> NORMS = List.of("batch", "group");
    private static final double[] DROPOUTS = {0, 0.3};

    private final int cells;
    private final int replicates;
    private final SplittableRandom random = new SplittableRandom(7);
    private String name = "synthetic";
    private String reason = "loss is NaN in step 3";

    SyntheticStudy(int cells, int replicates) {
        this.cells = cells;
        this.replicates = replicates;
    }

    SyntheticStudy named(String text) {
        this.name = text;
        return this;
    }

    SyntheticStudy failingBecause(String text) {
        this.reason = text;
        return this;
    }

    int trials() {
        return cells * replicates;
    }

    void forEach(Consumer<TrialResult> taker) {
        for (int cell = 0; cell < cells; cell++) {
            for (int replicate = 0; replicate < replicates; replicate++) {
                taker.accept(trial(cell, replicate));
            }
        }
    }

    List<TrialResult> all() {
        List<TrialResult> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    private TrialResult trial(int cell, int replicate) {
        int batchSize = BATCH_SIZES[cell % BATCH_SIZES.length];
        String norm = NORMS.get(cell / BATCH_SIZES.length % NORMS.size());
        double dropout = DROPOUTS[cell / BATCH_SIZES.length / NORMS.size() % DROPOUTS.length];
        int width = 8 + cell / BATCH_SIZES.length / NORMS.size() / DROPOUTS.length;
        boolean failed = (cell * replicates + replicate) % 50 == 49;
        Map<String, Object> columns = new HashMap<>();
        columns.put("trialId", String.format(Locale.ROOT, "%032x", cell * 1000L + replicate));
        columns.put("cellId", String.format(Locale.ROOT, "%032x", cell));
        columns.put(
                "cell",
                String.format(
                        Locale.ROOT,
                        "network.dropout=%s, network.normalization=%s, network.widths=[%d], training.batch-size=%d",
                        dropout,
                        norm,
                        width,
                        batchSize));
        columns.put(
                "axes",
                Json.text(Map.of(
                        "network.dropout",
                        Double.toString(dropout),
                        "network.normalization",
                        norm,
                        "network.widths",
                        "[" + width + "]",
                        "training.batch-size",
                        Integer.toString(batchSize))));
        columns.put("replicate", replicate);
        columns.put("study", name);
        columns.put("status", failed ? "DIVERGED" : "OK");
        columns.put("reason", failed ? reason : null);
        columns.put("network", "cnn");
        columns.put("normalization", norm);
        columns.put("dropout", dropout);
        columns.put("batchSize", batchSize);
        columns.put("batchComposition", "iid");
        columns.put("augmentation", "none");
        columns.put("settings", "{}");
        columns.put("dataset", "made up");
        columns.put("datasetFingerprint", "0");
        columns.put("engineVersion", "0");
        columns.put("numericsProfile", "none");
        columns.put("host", "here");
        columns.put("trainSeconds", 3.0);
        columns.put("evaluationSeconds", 1.0);
        TrialRow row = Rows.row(TrialRow.class, columns, random);
        return Rows.result(
                row, failed ? List.of() : measurements(columns, norm.equals("batch") ? 0.4 / batchSize : 0, dropout));
    }

    private List<Record> measurements(Map<String, Object> trial, double statistics, double dropout) {
        List<Record> rows = new ArrayList<>();
        double split = 0.03 + noise();
        double gain = 0.1 * dropout + noise();
        double lost = statistics + noise();
        double log = 0.85 + noise();
        double forgot = log - split;
        double deployed = forgot - lost + gain;
        evaluation(rows, trial, "training-log", "train", log);
        evaluation(rows, trial, "train-mode-on-train", "train", log);
        evaluation(rows, trial, "eval-mode-on-train", "train", log - lost + gain);
        evaluation(rows, trial, "forgot-eval", "test", forgot);
        evaluation(rows, trial, "deployed", "test", deployed);
        share(rows, trial, "statistics", lost, log - deployed);
        share(rows, trial, "dropout", -gain, log - deployed);
        share(rows, trial, "transform", 0, log - deployed);
        share(rows, trial, "split", split, log - deployed);
        for (int samples : new int[] {100, 1000, 4000}) {
            remedy(rows, trial, "recalibration", samples, deployed, deployed + 0.8 * lost);
        }
        remedy(rows, trial, "mc-dropout", null, deployed, deployed + noise());
        for (int epoch = 1; epoch <= 3; epoch++) {
            epoch(rows, trial, epoch, log, forgot, deployed);
            for (int layer : new int[] {1, 5}) {
                layer(rows, trial, epoch, layer, null, lost);
                layer(rows, trial, epoch, layer, 0, lost);
                layer(rows, trial, epoch, layer, 1, lost);
            }
        }
        return rows;
    }

    private double noise() {
        return 0.002 * random.nextGaussian();
    }

    private Map<String, Object> of(Map<String, Object> trial, Object... more) {
        Map<String, Object> columns = new HashMap<>();
        for (String key : Arrays.asList("trialId", "cellId", "replicate")) {
            columns.put(key, trial.get(key));
        }
        for (int i = 0; i < more.length; i += 2) {
            columns.put((String) more[i], more[i + 1]);
        }
        return columns;
    }

    private void evaluation(
            List<Record> rows, Map<String, Object> trial, String protocol, String split, double accuracy) {
        rows.add(Rows.row(
                EvaluationRow.class,
                of(
                        trial,
                        "protocol",
                        protocol,
                        "statistics",
                        "batch",
                        "dropout",
                        "on",
                        "transform",
                        "eval",
                        "split",
                        split,
                        "domain",
                        "all",
                        "evaluationBatchSize",
                        32,
                        "weights",
                        "final",
                        "accuracy",
                        accuracy),
                random));
    }

    private void share(List<Record> rows, Map<String, Object> trial, String factor, double share, double gap) {
        rows.add(Rows.row(AttributionRow.class, of(trial, "factor", factor, "share", share, "totalGap", gap), random));
    }

    private void remedy(
            List<Record> rows, Map<String, Object> trial, String remedy, Integer samples, double before, double after) {
        boolean recalibration = samples != null;
        rows.add(Rows.row(
                RemedyRow.class,
                of(
                        trial,
                        "remedy",
                        remedy,
                        "estimator",
                        recalibration ? "cumulative" : null,
                        "samples",
                        samples,
                        "transform",
                        recalibration ? "train" : null,
                        "dropout",
                        "on",
                        "ownDomain",
                        recalibration ? false : null,
                        "decay",
                        null,
                        "passes",
                        recalibration ? null : 20,
                        "epochs",
                        null,
                        "domain",
                        "all",
                        "accuracyBefore",
                        before,
                        "accuracyAfter",
                        after,
                        "errorsByEntropy",
                        recalibration ? null : 0.8 + noise(),
                        "errorsByMutualInformation",
                        recalibration ? null : 0.78 + noise()),
                random));
    }

    private void epoch(
            List<Record> rows, Map<String, Object> trial, int epoch, double log, double forgot, double deployed) {
        rows.add(Rows.row(
                EpochRow.class,
                of(
                        trial,
                        "epoch",
                        epoch,
                        "trainAccuracy",
                        log * epoch / 3,
                        "testAccuracyTrainMode",
                        forgot * epoch / 3,
                        "testAccuracyEvalMode",
                        deployed * epoch / 3),
                random));
    }

    private void layer(
            List<Record> rows, Map<String, Object> trial, int epoch, int layer, Integer channel, double lost) {
        rows.add(Rows.row(
                LayerRow.class,
                of(
                        trial,
                        "epoch",
                        epoch,
                        "layer",
                        layer,
                        "channel",
                        channel,
                        "channels",
                        2,
                        "normalization",
                        "batch",
                        "meanDistance",
                        Math.abs(lost),
                        "meanNoise",
                        0.05,
                        "varianceLogRatio",
                        noise(),
                        "momentumAdvice",
                        "fine"),
                random));
    }
}
