package org.evalgap.experiment.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Aggregates trials and their evaluations over replicates: one {@link DegradationRow} per cell. */
public final class DegradationTable {

    private static final String TRAIN_MODE_TEST = "forgot-eval";
    private static final String EVAL_MODE_TEST = "deployed";
    private static final String TRAIN_MODE_TRAIN = "train-mode-on-train";
    private static final String EVAL_MODE_TRAIN = "eval-mode-on-train";
    private static final String TRAINING_LOG = "training-log";

    private DegradationTable() {}

    /** The rows of all cells that appear in {@code trials}, ordered by their settings. */
    public static List<DegradationRow> of(Collection<TrialRow> trials, Collection<EvaluationRow> evaluations) {
        Map<String, Map<String, Double>> accuracies = new HashMap<>();
        for (EvaluationRow row : evaluations) {
            if (row.domain().equals("all")) {
                accuracies.computeIfAbsent(row.trialId(), id -> new HashMap<>()).put(row.protocol(), row.accuracy());
            }
        }
        Map<String, List<TrialRow>> cells = new TreeMap<>();
        for (TrialRow trial : trials) {
            cells.computeIfAbsent(trial.cellId(), id -> new ArrayList<>()).add(trial);
        }
        List<DegradationRow> rows = new ArrayList<>();
        for (List<TrialRow> replicates : cells.values()) {
            replicates.sort(Comparator.comparingInt(TrialRow::replicate));
            rows.add(row(replicates, accuracies));
        }
        rows.sort(ORDER);
        return List.copyOf(rows);
    }

    /** The order in which people read cells. */
    public static final Comparator<DegradationRow> ORDER = Comparator.comparing(DegradationRow::network)
            .thenComparing(DegradationRow::normalization, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(DegradationRow::batchComposition)
            .thenComparing(DegradationRow::augmentation)
            .thenComparing(DegradationRow::dropout, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingInt(DegradationRow::batchSize)
            .thenComparing(DegradationRow::cell)
            .thenComparing(DegradationRow::cellId);

    private static DegradationRow row(List<TrialRow> replicates, Map<String, Map<String, Double>> accuracies) {
        List<Map<String, Double>> finished = replicates.stream()
                .filter(trial -> trial.status().equals("OK"))
                .map(trial -> accuracies.getOrDefault(trial.trialId(), Map.of()))
                .toList();
        Interval trainMode = accuracy(finished, TRAIN_MODE_TEST);
        Interval evalMode = accuracy(finished, EVAL_MODE_TEST);
        Interval degradation = difference(finished, TRAIN_MODE_TEST, EVAL_MODE_TEST);
        Interval trainSplit = difference(finished, TRAIN_MODE_TRAIN, EVAL_MODE_TRAIN);
        Interval trainingLog = accuracy(finished, TRAINING_LOG);
        Interval gap = difference(finished, TRAINING_LOG, EVAL_MODE_TEST);
        TrialRow any = replicates.get(0);
        return new DegradationRow(
                any.cellId(),
                any.cell(),
                any.study(),
                any.network(),
                any.normalization(),
                any.dropout(),
                any.batchNormMomentum(),
                any.batchSize(),
                any.batchComposition(),
                any.augmentation(),
                any.learningRate(),
                finished.size(),
                replicates.size() - finished.size(),
                mean(trainMode),
                trainMode.lower(),
                trainMode.upper(),
                mean(evalMode),
                evalMode.lower(),
                evalMode.upper(),
                mean(degradation),
                degradation.lower(),
                degradation.upper(),
                mean(trainSplit),
                trainSplit.lower(),
                trainSplit.upper(),
                mean(trainingLog),
                mean(gap),
                gap.lower(),
                gap.upper());
    }

    private static Interval accuracy(List<Map<String, Double>> replicates, String protocol) {
        return Interval.of(replicates.stream()
                .map(protocols -> protocols.get(protocol))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static Interval difference(List<Map<String, Double>> replicates, String minuend, String subtrahend) {
        return Interval.of(replicates.stream()
                .filter(protocols -> protocols.containsKey(minuend) && protocols.containsKey(subtrahend))
                .mapToDouble(protocols -> protocols.get(minuend) - protocols.get(subtrahend))
                .toArray());
    }

    private static Double mean(Interval interval) {
        return Double.isNaN(interval.mean()) ? null : interval.mean();
    }
}
