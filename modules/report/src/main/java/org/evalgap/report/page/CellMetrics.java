package org.evalgap.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.TrialResult;

/** The figures that every cell has on the page, over its replicates; means are those of the degradation table. */
final class CellMetrics {

    private final Map<String, Samples> samples = new LinkedHashMap<>();

    /** Takes in a replicate that finished. */
    void add(TrialResult result) {
        Corners corners = Corners.of(result);
        add("degradation/test", corners.accuracy("forgot-eval") - corners.accuracy("deployed"));
        add("degradation/train", corners.accuracy("train-mode-on-train") - corners.accuracy("eval-mode-on-train"));
        add("train-mode/test", corners.accuracy("forgot-eval"));
        add("eval-mode/test", corners.accuracy("deployed"));
        add("total-gap", corners.accuracy("training-log") - corners.accuracy("deployed"));
        result.attribution().forEach(row -> add("share/" + row.factor(), row.share()));
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

    /**
     * All figures of the cell by their names, null where there is none.
     *
     * @param all whether all values are kept, and not only those too few for an interval
     */
    Map<String, Spread> spreads(boolean all) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        samples.forEach((metric, values) -> spreads.put(metric, values.spread(all)));
        return spreads;
    }
}
