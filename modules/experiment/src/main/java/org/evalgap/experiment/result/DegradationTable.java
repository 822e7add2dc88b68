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

    private static final Corner TRAIN_MODE_TEST = new Corner("batch", "on", "eval", "test");
    private static final Corner EVAL_MODE_TEST = new Corner("running", "off", "eval", "test");
    private static final Corner TRAIN_MODE_TRAIN = new Corner("batch", "on", "eval", "train");
    private static final Corner EVAL_MODE_TRAIN = new Corner("running", "off", "eval", "train");
    private static final Corner TRAINING_LOG = new Corner("batch", "on", "train", "train");

    private record Corner(String statistics, String dropout, String transform, String split) {
        static Corner of(EvaluationRow row) {
            return new Corner(row.statistics(), row.dropout(), row.transform(), row.split());
        }
    }

    private DegradationTable() {}

    /** The rows of all cells that appear in {@code trials}, ordered by their settings. */
    public static List<DegradationRow> of(Collection<TrialRow> trials, Collection<EvaluationRow> evaluations) {
        Map<String, Map<Corner, Double>> accuracies = new HashMap<>();
        for (EvaluationRow row : evaluations) {
            accuracies.computeIfAbsent(row.trialId(), id -> new HashMap<>()).put(Corner.of(row), row.accuracy());
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

    private static DegradationRow row(List<TrialRow> replicates, Map<String, Map<Corner, Double>> accuracies) {
        List<Map<Corner, Double>> finished = replicates.stream()
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

    private static Interval accuracy(List<Map<Corner, Double>> replicates, Corner corner) {
        return Interval.of(replicates.stream()
                .map(corners -> corners.get(corner))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static Interval difference(List<Map<Corner, Double>> replicates, Corner minuend, Corner subtrahend) {
        return Interval.of(replicates.stream()
                .filter(corners -> corners.containsKey(minuend) && corners.containsKey(subtrahend))
                .mapToDouble(corners -> corners.get(minuend) - corners.get(subtrahend))
                .toArray());
    }

    private static Double mean(Interval interval) {
        return Double.isNaN(interval.mean()) ? null : interval.mean();
    }
}
