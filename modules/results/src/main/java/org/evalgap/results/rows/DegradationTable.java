package org.evalgap.results.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** Aggregates trials and their evaluations over replicates: one {@link DegradationRow} per cell. */
public final class DegradationTable {

    private static final String TRAIN_MODE_TEST = "forgot-eval";
    private static final String EVAL_MODE_TEST = "deployed";
    private static final String TRAIN_MODE_TRAIN = "train-mode-on-train";
    private static final String EVAL_MODE_TRAIN = "eval-mode-on-train";
    private static final String TRAINING_LOG = "training-log";

    private final Map<String, List<Replicate>> cells = new TreeMap<>();

    /** What one trial adds to its cell. */
    private record Replicate(TrialRow trial, Map<String, Double> accuracies, Map<String, Double> shares) {

        static Replicate of(TrialResult result) {
            Map<String, Double> accuracies = new HashMap<>();
            for (EvaluationRow row : result.evaluations()) {
                if (row.domain().equals("all")) {
                    accuracies.put(row.protocol(), row.accuracy());
                }
            }
            Map<String, Double> shares = new HashMap<>();
            result.attribution().forEach(row -> shares.put(row.factor(), row.share()));
            return new Replicate(result.trial(), accuracies, shares);
        }

        boolean finished() {
            return trial.status().equals("OK");
        }
    }

    /** The rows of all cells that appear in {@code trials}, ordered by their settings. */
    public static List<DegradationRow> of(Collection<TrialResult> trials) {
        DegradationTable table = new DegradationTable();
        trials.forEach(table::add);
        return table.rows();
    }

    /** Takes in a trial, of which only its settings and accuracies stay in memory. */
    public void add(TrialResult result) {
        cells.computeIfAbsent(result.trial().cellId(), id -> new ArrayList<>()).add(Replicate.of(result));
    }

    /** The rows of all cells of the trials taken in, ordered by their settings. */
    public List<DegradationRow> rows() {
        List<DegradationRow> rows = new ArrayList<>();
        for (List<Replicate> replicates : cells.values()) {
            replicates.sort(Comparator.comparingInt(each -> each.trial().replicate()));
            rows.add(row(replicates));
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

    private static DegradationRow row(List<Replicate> replicates) {
        List<Replicate> finished =
                replicates.stream().filter(Replicate::finished).toList();
        Interval trainMode = accuracy(finished, TRAIN_MODE_TEST);
        Interval evalMode = accuracy(finished, EVAL_MODE_TEST);
        Interval degradation = difference(finished, TRAIN_MODE_TEST, EVAL_MODE_TEST);
        Interval trainSplit = difference(finished, TRAIN_MODE_TRAIN, EVAL_MODE_TRAIN);
        Interval trainingLog = accuracy(finished, TRAINING_LOG);
        Interval gap = difference(finished, TRAINING_LOG, EVAL_MODE_TEST);
        Interval statistics = share(finished, "statistics");
        Interval dropout = share(finished, "dropout");
        Interval transform = share(finished, "transform");
        Interval split = share(finished, "split");
        TrialRow any = replicates.get(0).trial();
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
                gap.upper(),
                mean(statistics),
                statistics.lower(),
                statistics.upper(),
                mean(dropout),
                dropout.lower(),
                dropout.upper(),
                mean(transform),
                transform.lower(),
                transform.upper(),
                mean(split),
                split.lower(),
                split.upper());
    }

    private static Interval accuracy(List<Replicate> replicates, String protocol) {
        return interval(replicates, replicate -> replicate.accuracies().get(protocol));
    }

    private static Interval difference(List<Replicate> replicates, String minuend, String subtrahend) {
        return interval(replicates, replicate -> {
            Double first = replicate.accuracies().get(minuend);
            Double second = replicate.accuracies().get(subtrahend);
            return first == null || second == null ? null : first - second;
        });
    }

    private static Interval share(List<Replicate> replicates, String factor) {
        return interval(replicates, replicate -> replicate.shares().get(factor));
    }

    /** Of the values that are there. */
    private static Interval interval(List<Replicate> replicates, Function<Replicate, Double> value) {
        return Interval.of(replicates.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static Double mean(Interval interval) {
        return Double.isNaN(interval.mean()) ? null : interval.mean();
    }
}
