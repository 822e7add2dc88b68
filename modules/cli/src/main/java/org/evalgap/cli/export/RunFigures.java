package org.evalgap.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.evalgap.cli.export.TrackingServer.Metric;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.schema.RowType;

/** What of the rows stands in MLflow's runs, by the names of the tables' columns. */
final class RunFigures {

    private static final Set<String> OF_TRIALS =
            Set.of("parameters", "steps", "learning_rate", "train_loss", "train_seconds", "evaluation_seconds");

    private static final Set<String> OF_EPOCHS = Set.of(
            "learning_rate",
            "train_loss",
            "train_accuracy",
            "test_accuracy_train_mode",
            "test_accuracy_eval_mode",
            "test_loss_train_mode",
            "test_loss_eval_mode");

    private static final ObjectMapper JSON = new ObjectMapper();

    private RunFigures() {}

    /** All numbers of a cell, at the number of its replicates as the step. */
    static List<Metric> of(DegradationRow cell) {
        return metrics(cell, null, "", cell.replicates());
    }

    /**
     * The numbers of a trial: {@code accuracy/<protocol>} and the like of each way of evaluating it, with the batch size
     * added where it was evaluated at several; {@code share/<factor>}, {@code accuracy_lost/<cause>}; and of each epoch.
     */
    static List<Metric> of(TrialResult result) {
        TrialRow trial = result.trial();
        List<Metric> metrics = new ArrayList<>(metrics(trial, OF_TRIALS, "", trial.steps()));
        Set<String> named = new HashSet<>();
        for (EvaluationRow row : result.evaluations()) {
            if (row.domain() == Domain.ALL) {
                String name = named.add(row.protocol())
                        ? row.protocol()
                        : row.protocol() + "/batch-size-" + row.evaluationBatchSize();
                metrics.add(new Metric("accuracy/" + name, row.accuracy(), trial.steps()));
                metrics.add(new Metric("loss/" + name, row.loss(), trial.steps()));
                metrics.add(new Metric(
                        "expected_calibration_error/" + name, row.expectedCalibrationError(), trial.steps()));
            }
        }
        for (AttributionRow row : result.attribution()) {
            String factor = Labels.of(row.factor());
            metrics.add(new Metric("share/" + factor, row.share().mean(), trial.steps()));
        }
        result.attribution().stream()
                .findFirst()
                .ifPresent(row -> metrics.add(new Metric("total_gap", row.totalGap(), trial.steps())));
        for (StatisticsCauseRow row : result.statisticsCauses()) {
            String cause = Labels.of(row.cause());
            metrics.add(new Metric("accuracy_lost/" + cause, row.accuracyLost().mean(), trial.steps()));
        }
        for (EpochRow row : result.epochs()) {
            metrics.addAll(metrics(row, OF_EPOCHS, "epoch/", row.step()));
        }
        return metrics;
    }

    /** @param columns which to take; null for all that are numbers */
    @SuppressWarnings("unchecked")
    private static <R extends Record> List<Metric> metrics(R row, Set<String> columns, String prefix, long step) {
        List<Metric> metrics = new ArrayList<>();
        RowType.of((Class<R>) row.getClass()).values(row).forEach((column, value) -> {
            if (value instanceof Number number && (columns == null || columns.contains(column))) {
                metrics.add(new Metric(prefix + column, number.doubleValue(), step));
            }
        });
        return metrics;
    }

    /** What tells a trial from others of its study, and from other replicates. */
    static Map<String, String> parameters(TrialRow trial) {
        Map<String, String> parameters = axes(trial.axes());
        parameters.put("replicate", String.valueOf(trial.replicate()));
        parameters.put("seed", String.valueOf(trial.seed()));
        parameters.put("dataset", trial.dataset());
        parameters.put("dataset_fingerprint", trial.datasetFingerprint());
        return parameters;
    }

    /** @param json values by the axes' keys; null where an older version did not write them */
    static Map<String, String> axes(String json) {
        try {
            return json == null
                    ? new TreeMap<>()
                    : JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("axes of a record are a JSON object of texts: " + json, e);
        }
    }
}
