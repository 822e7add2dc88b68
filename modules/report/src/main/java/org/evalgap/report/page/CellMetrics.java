package org.evalgap.report.page;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.evalgap.report.figures.Samples;
import org.evalgap.report.figures.Spread;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.layers.NormStatistics;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Protocol.Split;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;

/** The figures that every cell has on the page, over its replicates; means are those of the degradation table. */
final class CellMetrics {

    /** Figures that the degradation table has too: their intervals are over images as well, and allow for looks. */
    private static final Map<String, Function<DegradationRow, Estimate>> IN_TABLE = inTable();

    private final Map<String, Samples> samples = new LinkedHashMap<>();

    /** Takes in a replicate that finished. */
    void add(TrialResult result) {
        Corners corners = Corners.of(result);
        add("degradation/test", corners.accuracy(Protocol.FORGOT_EVAL) - corners.accuracy(Protocol.DEPLOYED));
        add(
                "degradation/train",
                corners.accuracy(Protocol.trainMode(Split.TRAIN)) - corners.accuracy(Protocol.evalMode(Split.TRAIN)));
        add("train-mode/test", corners.accuracy(Protocol.FORGOT_EVAL));
        add("eval-mode/test", corners.accuracy(Protocol.DEPLOYED));
        double log = trainingLog(result, corners);
        add("total-gap", log - corners.accuracy(Protocol.DEPLOYED));
        result.attribution()
                .forEach(row ->
                        add("share/" + Labels.of(row.factor()), row.share().mean()));
        add("training-log", log);
        add("train-mode/train", corners.accuracy(Protocol.trainMode(Split.TRAIN)));
        add("eval-mode/train", corners.accuracy(Protocol.evalMode(Split.TRAIN)));
        add("loss-degradation/test", corners.loss(Protocol.DEPLOYED) - corners.loss(Protocol.FORGOT_EVAL));
        add(
                "loss-degradation/train",
                corners.loss(Protocol.evalMode(Split.TRAIN)) - corners.loss(Protocol.trainMode(Split.TRAIN)));
        add("calibration-error/test", corners.calibrationError(Protocol.DEPLOYED));
        add("calibration-error/train", corners.calibrationError(Protocol.evalMode(Split.TRAIN)));
        addLayers(result.layers());
        add(
                "step/transform",
                corners.accuracy(Protocol.TRAINING_LOG) - corners.accuracy(Protocol.trainMode(Split.TRAIN)));
        add("step/split", corners.accuracy(Protocol.trainMode(Split.TRAIN)) - corners.accuracy(Protocol.FORGOT_EVAL));
    }

    /** Of a check-up as far as what training was like is known. */
    private static double trainingLog(TrialResult result, Corners corners) {
        return result.findings().stream()
                .mapToDouble(finding ->
                        corners.accuracy(Protocol.DEPLOYED) + finding.totalGap().mean())
                .findFirst()
                .orElseGet(() -> corners.accuracy(Protocol.TRAINING_LOG));
    }

    /** Means over the norms at the end of the training. */
    private void addLayers(List<LayerRow> rows) {
        int last = rows.stream().mapToInt(LayerRow::epoch).max().orElse(0);
        List<NormStatistics> layers = rows.stream()
                .filter(row -> row.figures().channel() == null && row.epoch() == last)
                .map(row -> row.figures().statistics())
                .toList();
        add("mean-distance", mean(layers, NormStatistics::meanDistance));
        add("divergence", mean(layers, NormStatistics::divergence));
        add("range-escape", mean(layers, NormStatistics::rangeEscape));
    }

    private static double mean(List<NormStatistics> layers, Function<NormStatistics, Double> figure) {
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

    private static Map<String, Function<DegradationRow, Estimate>> inTable() {
        Map<String, Function<DegradationRow, Estimate>> figures = new HashMap<>(Map.of(
                "degradation/test", DegradationRow::degradation,
                "degradation/train", DegradationRow::trainSplitDegradation,
                "train-mode/test", DegradationRow::trainModeAccuracy,
                "eval-mode/test", DegradationRow::evalModeAccuracy,
                "total-gap", DegradationRow::totalGap));
        for (Factor factor : Factor.values()) {
            figures.put("share/" + Labels.of(factor), row -> row.shares().of(factor));
        }
        return figures;
    }

    /**
     * All figures of the cell by their names, null where there is none.
     *
     * @param row of the cell in the degradation table
     * @param all whether all values are kept, and not only those too few for an interval
     */
    Map<String, Spread> spreads(DegradationRow row, boolean all) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        samples.forEach((metric, values) -> {
            Spread spread = values.spread(all);
            Estimate estimate = IN_TABLE.getOrDefault(metric, absent -> null).apply(row);
            boolean better = spread != null && spread.half() != null && estimate != null && estimate.hasInterval();
            spreads.put(metric, better ? spread.withHalf(estimate.half()) : spread);
        });
        return spreads;
    }
}
