package org.evalgap.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.TrialResult;

/**
 * The figures that every cell has on the page, each as mean and half of its interval. What the degradation table has is
 * taken from there; the others are aggregated here in the same way.
 */
final class CellMetrics {

    private final Map<String, Samples> samples = new TreeMap<>();

    /** Takes in a replicate that finished. */
    void add(TrialResult result) {
        Corners corners = Corners.of(result);
        add("training-log", corners.accuracy("training-log"));
        add("train-mode/train", corners.accuracy("train-mode-on-train"));
        add("eval-mode/train", corners.accuracy("eval-mode-on-train"));
        add("loss-degradation/test", corners.loss("deployed") - corners.loss("forgot-eval"));
        add("loss-degradation/train", corners.loss("eval-mode-on-train") - corners.loss("train-mode-on-train"));
        add("calibration-error/test", corners.calibrationError("deployed"));
        add("calibration-error/train", corners.calibrationError("eval-mode-on-train"));
        addLayers(result.layers());
        add("step/transform", corners.accuracy("training-log") - corners.accuracy("train-mode-on-train"));
        add("step/split", corners.accuracy("train-mode-on-train") - corners.accuracy("forgot-eval"));
    }

    /** Means over the norms at the end of the training. */
    private void addLayers(List<LayerRow> rows) {
        int last = rows.stream().mapToInt(LayerRow::epoch).max().orElse(0);
        List<LayerRow> layers = rows.stream()
                .filter(row -> row.channel() == null && row.epoch() == last)
                .toList();
        add("mean-distance", mean(layers, LayerRow::meanDistance));
        add("divergence", mean(layers, LayerRow::divergence));
        add("range-escape", mean(layers, LayerRow::rangeEscape));
    }

    private static double mean(List<LayerRow> layers, Function<LayerRow, Double> figure) {
        return layers.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private void add(String metric, double value) {
        samples.computeIfAbsent(metric, absent -> new Samples()).add(value);
    }

    /** All figures of the cell by their names. */
    Map<String, List<Double>> spreads(DegradationRow row) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        all.put("degradation/test", Spread.of(row.degradation(), row.degradationLower(), row.degradationUpper()));
        all.put(
                "degradation/train",
                Spread.of(
                        row.trainSplitDegradation(),
                        row.trainSplitDegradationLower(),
                        row.trainSplitDegradationUpper()));
        all.put(
                "train-mode/test",
                Spread.of(row.trainModeAccuracy(), row.trainModeAccuracyLower(), row.trainModeAccuracyUpper()));
        all.put(
                "eval-mode/test",
                Spread.of(row.evalModeAccuracy(), row.evalModeAccuracyLower(), row.evalModeAccuracyUpper()));
        all.put("total-gap", Spread.of(row.totalGap(), row.totalGapLower(), row.totalGapUpper()));
        all.put(
                "share/statistics",
                Spread.of(row.statisticsShare(), row.statisticsShareLower(), row.statisticsShareUpper()));
        all.put("share/dropout", Spread.of(row.dropoutShare(), row.dropoutShareLower(), row.dropoutShareUpper()));
        all.put(
                "share/transform",
                Spread.of(row.transformShare(), row.transformShareLower(), row.transformShareUpper()));
        all.put("share/split", Spread.of(row.splitShare(), row.splitShareLower(), row.splitShareUpper()));
        samples.forEach((metric, values) -> all.put(metric, values.spread()));
        return all;
    }
}
