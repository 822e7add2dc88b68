package org.evalgap.results.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/** Rows of made-up trials of one cell, with effects that a test chooses. */
public final class DiagnosisRows {

    private static final List<String> FACTORS = List.of("statistics", "dropout", "transform", "split");

    private final SplittableRandom random;
    private final int replicate;
    private final List<Record> rows = new ArrayList<>();

    private DiagnosisRows(int replicate) {
        this.replicate = replicate;
        random = new SplittableRandom(replicate);
    }

    /**
     * A trial that finished.
     *
     * @param seen accuracy of the training log
     * @param shares of the gap: statistics, dropout, transform, split; a share of exactly 0 is that of an absent cause
     */
    public static DiagnosisRows trial(int replicate, double seen, double... shares) {
        DiagnosisRows trial = new DiagnosisRows(replicate);
        double gap = 0;
        for (double share : shares) {
            gap += share;
        }
        trial.evaluation("training-log", 4000, seen);
        trial.evaluation("deployed", 2000, seen - gap);
        for (int i = 0; i < shares.length; i++) {
            Map<String, Object> columns = new HashMap<>();
            columns.put("factor", FACTORS.get(i));
            columns.put("share", shares[i]);
            columns.put("firstIn", shares[i]);
            columns.put("lastIn", shares[i]);
            columns.put("shareLower", shares[i] - 0.01);
            columns.put("shareUpper", shares[i] + 0.02);
            trial.add(AttributionRow.class, columns);
        }
        return trial;
    }

    /** Three trials around the same effects, a point apart from the middle one; absent causes stay so. */
    public static List<DiagnosisRows> trials(double seen, double... shares) {
        List<DiagnosisRows> trials = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double[] shifted = shares.clone();
            for (int s = 0; s < shares.length; s++) {
                shifted[s] += shares[s] == 0 ? 0 : 0.01 * (i - 1);
            }
            trials.add(trial(i, seen, shifted));
        }
        return trials;
    }

    private void evaluation(String protocol, int images, double accuracy) {
        add(EvaluationRow.class, Map.of("protocol", protocol, "domain", "all", "images", images, "accuracy", accuracy));
        add(EvaluationRow.class, Map.of("protocol", protocol, "domain", "first", "images", images, "accuracy", 0.123));
    }

    private <R extends Record> void add(Class<R> type, Map<String, Object> columns) {
        Map<String, Object> fixed = new HashMap<>(columns);
        fixed.put("replicate", replicate);
        rows.add(Rows.row(type, fixed, random));
    }

    /** A BatchNorm layer after the training; an earlier look at it, which is to be passed over, comes with it. */
    public DiagnosisRows layer(int layer, double divergence, String advice) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("layer", layer);
        columns.put("normalization", "batch");
        columns.put("channel", null);
        columns.put("step", 375L);
        columns.put("divergence", divergence);
        columns.put("meanDistance", 0.5);
        columns.put("meanNoise", 0.1);
        columns.put("varianceLogRatio", Math.log(0.5));
        columns.put("rangeEscape", 0.02);
        columns.put("momentumAdvice", advice);
        columns.put("dropoutAhead", null);
        columns.put("varianceShift", null);
        columns.put("compositionF", null);
        columns.put("compositionSpreadF", null);
        add(LayerRow.class, columns);
        columns.put("step", 125L);
        columns.put("divergence", 1000.0);
        columns.put("compositionF", 1e9);
        add(LayerRow.class, columns);
        return this;
    }

    /** The first norm, whose batches have this F. */
    public DiagnosisRows composition(double statistic) {
        return composition(statistic, null);
    }

    /** The first norm, whose batches have these F of means and of spreads. */
    public DiagnosisRows composition(double statistic, Double ofSpreads) {
        return composition("group", statistic, ofSpreads);
    }

    DiagnosisRows composition(String normalization, double statistic, Double ofSpreads) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("layer", 0);
        columns.put("normalization", normalization);
        columns.put("channel", null);
        columns.put("step", 375L);
        columns.put("divergence", null);
        columns.put("dropoutAhead", null);
        columns.put("compositionF", statistic);
        columns.put("compositionLower", 0.9 * statistic);
        columns.put("compositionUpper", 1.1 * statistic);
        columns.put("compositionSpreadF", ofSpreads);
        columns.put("compositionSpreadLower", ofSpreads == null ? null : (Double) (0.9 * ofSpreads));
        columns.put("compositionSpreadUpper", ofSpreads == null ? null : (Double) (1.1 * ofSpreads));
        add(LayerRow.class, columns);
        return this;
    }

    /** What is wrong with the running statistics: parts of causes, of which the others have none; TRAIN mode has 0.8. */
    public DiagnosisRows statistics(StatisticsState state, Map<StatisticsCause, Double> parts) {
        double accuracy =
                0.8 - parts.values().stream().mapToDouble(part -> part).sum();
        for (StatisticsCause cause : StatisticsCause.values()) {
            // Replicates differ by a point, so that parts below two points are not sure.
            double part = parts.containsKey(cause) ? parts.get(cause) + 0.01 * (replicate - 1) : 0;
            accuracy += parts.getOrDefault(cause, 0.0);
            Map<String, Object> columns = new HashMap<>();
            columns.put("cause", cause);
            columns.put("accuracyLost", part);
            columns.put("accuracyLostLower", part - 0.01);
            columns.put("accuracyLostUpper", part + 0.01);
            columns.put("lossAdded", 2 * part);
            columns.put("accuracyWithout", accuracy);
            columns.put("accuracyLostToOrder", cause == StatisticsCause.COMPOSITION ? (Double) 0.02 : null);
            columns.put("statistics", state);
            add(StatisticsCauseRow.class, columns);
        }
        return this;
    }

    /** A BatchNorm layer behind dropout of 0.3. */
    public DiagnosisRows dropoutAhead(int layer, double varianceShift) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("layer", layer);
        columns.put("normalization", "batch");
        columns.put("channel", null);
        columns.put("step", 375L);
        columns.put("divergence", null);
        columns.put("dropoutAhead", 0.3);
        columns.put("varianceShift", varianceShift);
        columns.put("varianceShiftTheory", 0.7);
        columns.put("compositionF", null);
        columns.put("compositionSpreadF", null);
        add(LayerRow.class, columns);
        return this;
    }

    /** A recalibration with all 4,000 images. */
    public DiagnosisRows recalibrated(
            String estimator, String transform, String dropout, boolean ownDomain, double recovered) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("remedy", "recalibration");
        columns.put("estimator", estimator);
        columns.put("samples", 4000);
        columns.put("transform", transform);
        columns.put("dropout", dropout);
        columns.put("ownDomain", ownDomain);
        return remedy(columns, recovered);
    }

    /** The plainest recalibration. */
    public DiagnosisRows recalibrated(double recovered) {
        return recalibrated("cumulative", "train", "on", false, recovered);
    }

    public DiagnosisRows averaged(String remedy, double recovered) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("remedy", remedy);
        columns.put("estimator", null);
        columns.put("decay", 0.99);
        return remedy(columns, recovered);
    }

    public DiagnosisRows dropoutPasses(double recovered) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("remedy", "mc-dropout");
        columns.put("estimator", null);
        columns.put("decay", null);
        columns.put("passes", 20);
        return remedy(columns, recovered);
    }

    public DiagnosisRows retrained(double recovered) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("remedy", "retrain-head");
        columns.put("estimator", null);
        columns.put("decay", null);
        columns.put("passes", null);
        columns.put("epochs", 1);
        return remedy(columns, recovered);
    }

    private DiagnosisRows remedy(Map<String, Object> columns, double recovered) {
        columns.put("domain", "all");
        columns.put("accuracyBefore", 0.5);
        columns.put("accuracyAfter", 0.5 + recovered);
        columns.put("lossAfter", 1 - recovered);
        columns.put("differenceLower", recovered - 0.01);
        columns.put("differenceUpper", recovered + 0.01);
        columns.put("seconds", 0.5 + replicate);
        add(RemedyRow.class, columns);
        Map<String, Object> first = new HashMap<>(columns);
        first.put("domain", "first");
        first.put("accuracyAfter", 1.0);
        add(RemedyRow.class, first);
        return this;
    }

    /** The trial. */
    public TrialResult result() {
        return Rows.result(trialRow(replicate, "OK", null), rows);
    }

    /** A trial that diverged. */
    public static TrialResult diverged(int replicate) {
        return Rows.result(trialRow(replicate, "DIVERGED", "loss is NaN in step 3"), List.of());
    }

    private static TrialRow trialRow(int replicate, String status, String reason) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("trialId", "trial" + replicate);
        columns.put("replicate", replicate);
        columns.put("status", status);
        columns.put("reason", reason);
        columns.put("network", "cnn");
        columns.put("normalization", "batch");
        columns.put("dropout", 0.3);
        columns.put("batchSize", 32);
        columns.put("batchComposition", "iid");
        columns.put("augmentation", "none");
        return Rows.row(TrialRow.class, columns, new SplittableRandom(replicate));
    }
}
