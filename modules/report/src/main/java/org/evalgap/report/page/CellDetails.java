package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.schema.RowType;

/** What the page tells of a chosen cell, over its finished replicates: ways of evaluating, remedies, epochs, layers. */
final class CellDetails {

    private final Map<List<Object>, Map<String, Samples>> evaluations = new LinkedHashMap<>();
    private final Map<String, Map<String, Samples>> attribution = new LinkedHashMap<>();
    private final Map<List<Object>, Map<String, Samples>> remedies = new LinkedHashMap<>();
    private final Map<Integer, Map<String, Samples>> epochs = new TreeMap<>();
    private final LayerDetails layers = new LayerDetails();

    /** Takes in a replicate that finished. */
    void add(TrialResult result) {
        result.evaluations().forEach(this::add);
        result.attribution().forEach(this::add);
        result.remedies().forEach(this::add);
        result.epochs().forEach(this::add);
        result.layers().forEach(layers::add);
    }

    private void add(EvaluationRow row) {
        List<Object> way = columns(
                row, "protocol", "statistics", "dropout", "transform", "split", "domain", "evaluation_batch_size");
        Map<String, Samples> figures = evaluations.computeIfAbsent(way, absent -> new LinkedHashMap<>());
        put(figures, "accuracy", row.accuracy());
        put(figures, "loss", row.loss());
        put(figures, "calibrationError", row.expectedCalibrationError());
    }

    private void add(AttributionRow row) {
        Map<String, Samples> figures =
                attribution.computeIfAbsent(Labels.of(row.factor()), absent -> new LinkedHashMap<>());
        put(figures, "first", row.firstIn());
        put(figures, "last", row.lastIn());
    }

    private void add(RemedyRow row) {
        List<Object> what = columns(
                row,
                "remedy",
                "estimator",
                "samples",
                "transform",
                "dropout",
                "own_domain",
                "decay",
                "passes",
                "epochs",
                "domain");
        Map<String, Samples> figures = remedies.computeIfAbsent(what, absent -> new LinkedHashMap<>());
        put(figures, "before", row.accuracyBefore());
        put(figures, "after", row.accuracyAfter());
        put(figures, "gain", row.accuracyAfter() == null ? null : row.accuracyAfter() - row.accuracyBefore());
        put(figures, "recovered", row.recoveredShare());
        put(figures, "seconds", row.seconds());
        put(figures, "images", (double) row.imagesPassed());
        put(figures, "lossBefore", row.lossBefore());
        put(figures, "lossAfter", row.lossAfter());
        put(figures, "calibrationErrorBefore", row.calibrationErrorBefore());
        put(figures, "calibrationErrorAfter", row.calibrationErrorAfter());
        put(figures, "entropy", row.uncertainty().predictiveEntropy());
        put(figures, "information", row.uncertainty().mutualInformation());
        put(figures, "errorsByEntropy", row.uncertainty().errorsByEntropy());
        put(figures, "errorsByInformation", row.uncertainty().errorsByMutualInformation());
    }

    private void add(EpochRow row) {
        Map<String, Samples> figures = epochs.computeIfAbsent(row.epoch(), absent -> new LinkedHashMap<>());
        put(figures, "trainAccuracy", row.trainAccuracy());
        put(figures, "testTrainMode", row.testAccuracyTrainMode());
        put(figures, "testEvalMode", row.testAccuracyEvalMode());
        put(figures, "trainLoss", row.trainLoss());
        put(figures, "testLossTrainMode", row.testLossTrainMode());
        put(figures, "testLossEvalMode", row.testLossEvalMode());
    }

    /** Values of some columns of a row. */
    @SuppressWarnings("unchecked")
    private static <R extends Record> List<Object> columns(R row, String... names) {
        Map<String, Object> values = RowType.of((Class<R>) row.getClass()).values(row);
        return Arrays.stream(names).map(values::get).collect(Collectors.toList());
    }

    private static void put(Map<String, Samples> figures, String name, Double value) {
        if (value != null) {
            figures.computeIfAbsent(name, absent -> new Samples()).add(value);
        }
    }

    /** For JSON; empty parts are left out. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        putUnlessEmpty(json, "evaluations", rows(evaluations));
        Map<String, Object> factors = new LinkedHashMap<>();
        attribution.forEach((factor, figures) -> factors.put(factor, spreads(figures)));
        if (!factors.isEmpty()) {
            json.put("attribution", factors);
        }
        putUnlessEmpty(json, "remedies", rows(remedies));
        List<Object> curve = new ArrayList<>();
        epochs.forEach((epoch, figures) -> curve.add(Arrays.asList(epoch, spreads(figures))));
        putUnlessEmpty(json, "epochs", curve);
        putUnlessEmpty(json, "layers", layers.json());
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String name, List<Object> rows) {
        if (!rows.isEmpty()) {
            json.put(name, rows);
        }
    }

    private static List<Object> rows(Map<List<Object>, Map<String, Samples>> table) {
        List<Object> rows = new ArrayList<>();
        table.forEach((key, figures) -> rows.add(Arrays.asList(key, spreads(figures))));
        return rows;
    }

    private static Map<String, Object> spreads(Map<String, Samples> figures) {
        Map<String, Object> spreads = new LinkedHashMap<>();
        figures.forEach((name, samples) -> spreads.put(name, samples.spread()));
        return spreads;
    }
}
