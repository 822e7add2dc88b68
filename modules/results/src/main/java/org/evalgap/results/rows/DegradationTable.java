package org.evalgap.results.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol.Split;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageFigure;
import org.evalgap.results.statistics.ReplicateMean;

/** Aggregates trials and their evaluations over replicates: one {@link DegradationRow} per cell. */
public final class DegradationTable {

    private static final Protocol TRAIN_MODE_TEST = Protocol.trainMode(Split.TEST);
    private static final Protocol TRAIN_MODE_TRAIN = Protocol.trainMode(Split.TRAIN);
    private static final Protocol EVAL_MODE_TRAIN = Protocol.evalMode(Split.TRAIN);

    private final Map<String, List<Replicate>> cells = new TreeMap<>();

    /** What one trial adds to its cell. */
    private record Replicate(
            TrialRow trial,
            Map<String, ImageFigure> accuracies,
            Map<Factor, ImageFigure> shares,
            Map<StatisticsCause, ImageFigure> causes,
            double[] byEpoch) {

        static Replicate of(TrialResult result) {
            Map<String, ImageFigure> accuracies = new HashMap<>();
            for (EvaluationRow row : result.evaluations()) {
                if (row.domain() == Domain.ALL) {
                    accuracies.put(row.protocol(), ImageFigure.of(row.accuracy(), row.accuracyByBlock(), row.images()));
                }
            }
            Map<Factor, ImageFigure> shares = new EnumMap<>(Factor.class);
            result.attribution()
                    .forEach(row ->
                            shares.put(row.factor(), ImageFigure.of(row.share().mean(), row.shareByBlock(), 0)));
            Map<StatisticsCause, ImageFigure> causes = new EnumMap<>(StatisticsCause.class);
            result.statisticsCauses()
                    .forEach(row -> causes.put(
                            row.cause(), ImageFigure.of(row.accuracyLost().mean(), null, 0)));
            return new Replicate(result.trial(), accuracies, shares, causes, OverTraining.byEpoch(result.epochs()));
        }

        ImageFigure accuracy(Protocol protocol) {
            return accuracies.get(protocol.label());
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
    public static final Comparator<DegradationRow> ORDER = Comparator.comparing(
                    DegradationRow::settings, CellSettings.ORDER)
            .thenComparing(DegradationRow::cell)
            .thenComparing(DegradationRow::cellId);

    private static DegradationRow row(List<Replicate> replicates) {
        List<Replicate> finished = replicates.stream()
                .filter(replicate -> replicate.trial().finished())
                .toList();
        Estimate trainingLog = accuracy(finished, Protocol.TRAINING_LOG);
        TrialRow any = replicates.get(0).trial();
        return new DegradationRow(
                any.cellId(),
                any.cell(),
                any.study(),
                any.cellSettings(),
                any.learningRate(),
                finished.size(),
                replicates.size() - finished.size(),
                accuracy(finished, TRAIN_MODE_TEST),
                accuracy(finished, Protocol.DEPLOYED),
                difference(finished, TRAIN_MODE_TEST, Protocol.DEPLOYED),
                difference(finished, TRAIN_MODE_TRAIN, EVAL_MODE_TRAIN),
                trainingLog == null ? null : (Double) trainingLog.mean(),
                difference(finished, Protocol.TRAINING_LOG, Protocol.DEPLOYED),
                GapShares.of(factor ->
                        estimate(finished, replicate -> replicate.shares().get(factor))),
                DegradationCauses.of(cause ->
                        estimate(finished, replicate -> replicate.causes().get(cause))),
                any.axes(),
                OverTraining.of(
                        finished.stream()
                                .map(replicate -> difference(replicate, TRAIN_MODE_TEST, Protocol.DEPLOYED))
                                .filter(Objects::nonNull)
                                .mapToDouble(ImageFigure::number)
                                .toArray(),
                        finished.stream()
                                .map(Replicate::byEpoch)
                                .filter(epochs -> epochs.length > 0)
                                .toList()),
                notLearned(finished));
    }

    /** Null if a trial does not tell. */
    private static Integer notLearned(List<Replicate> finished) {
        List<Boolean> learned =
                finished.stream().map(replicate -> replicate.trial().learned()).toList();
        return learned.contains(null)
                ? null
                : (Integer) (int) learned.stream().filter(each -> !each).count();
    }

    private static Estimate accuracy(List<Replicate> replicates, Protocol protocol) {
        return estimate(replicates, replicate -> replicate.accuracy(protocol));
    }

    private static Estimate difference(List<Replicate> replicates, Protocol minuend, Protocol subtrahend) {
        return estimate(replicates, replicate -> difference(replicate, minuend, subtrahend));
    }

    private static ImageFigure difference(Replicate replicate, Protocol minuend, Protocol subtrahend) {
        ImageFigure first = replicate.accuracy(minuend);
        ImageFigure second = replicate.accuracy(subtrahend);
        return first == null || second == null ? null : first.minus(second);
    }

    /** Of the values that are there; null if none is. */
    private static Estimate estimate(List<Replicate> replicates, Function<Replicate, ImageFigure> value) {
        return ReplicateMean.of(
                        replicates.stream().map(value).filter(Objects::nonNull).toList())
                .estimate()
                .orNull();
    }
}
