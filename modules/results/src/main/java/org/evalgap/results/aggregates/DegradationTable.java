package org.evalgap.results.aggregates;

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
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Protocol.Split;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.replicates.Replication;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageFigure;
import org.evalgap.results.statistics.ReplicateMean;
import org.evalgap.study.replicates.UntilConfig;

/** Aggregates trials and their evaluations over replicates: one {@link DegradationRow} per cell. */
public final class DegradationTable {

    /** Degrees of freedom of an error that any number of replicates leaves. */
    private static final double MANY = 1e6;

    private static final Protocol TRAIN_MODE_TEST = Protocol.trainMode(Split.TEST);
    private static final Protocol TRAIN_MODE_TRAIN = Protocol.trainMode(Split.TRAIN);
    private static final Protocol EVAL_MODE_TRAIN = Protocol.evalMode(Split.TRAIN);

    private static final Function<Replicate, ImageFigure> DEGRADATION = difference(TRAIN_MODE_TEST, Protocol.DEPLOYED);

    private static final Function<Replicate, ImageFigure> TOTAL_GAP =
            difference(Protocol.TRAINING_LOG, Protocol.DEPLOYED);

    private final Replication replication;
    private final Map<String, List<Replicate>> cells = new TreeMap<>();

    /** Of cells with as many replicates as their study says. */
    public DegradationTable() {
        this(Replication.FIXED);
    }

    private DegradationTable(Replication replication) {
        this.replication = replication;
    }

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
        return of(trials, Replication.FIXED);
    }

    /**
     * The same of cells whose numbers of replicates came from the results.
     *
     * @param replication how
     */
    public static List<DegradationRow> of(Collection<TrialResult> trials, Replication replication) {
        DegradationTable table = new DegradationTable(replication);
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

    private DegradationRow row(List<Replicate> replicates) {
        List<Replicate> finished = replicates.stream()
                .filter(replicate -> replicate.trial().finished())
                .toList();
        TrialRow any = replicates.get(0).trial();
        double level = replication.looking(any.study()).level();
        Means means = new Means(finished, level);
        Estimate trainingLog = means.of(accuracy(Protocol.TRAINING_LOG));
        Integer notLearned = notLearned(finished);
        return new DegradationRow(
                any.cellId(),
                any.cell(),
                any.study(),
                any.cellSettings(),
                any.learningRate(),
                finished.size(),
                replicates.size() - finished.size(),
                means.of(accuracy(TRAIN_MODE_TEST)),
                means.of(accuracy(Protocol.DEPLOYED)),
                means.of(DEGRADATION),
                means.of(difference(TRAIN_MODE_TRAIN, EVAL_MODE_TRAIN)),
                trainingLog == null ? null : (Double) trainingLog.mean(),
                means.of(TOTAL_GAP),
                GapShares.of(factor -> means.of(replicate -> replicate.shares().get(factor))),
                DegradationCauses.of(
                        cause -> means.of(replicate -> replicate.causes().get(cause))),
                any.axes(),
                OverTraining.of(
                        finished.stream()
                                .map(DEGRADATION)
                                .filter(Objects::nonNull)
                                .mapToDouble(ImageFigure::number)
                                .toArray(),
                        finished.stream()
                                .map(Replicate::byEpoch)
                                .filter(epochs -> epochs.length > 0)
                                .toList(),
                        level),
                notLearned,
                replication
                        .ending(
                                any.study(),
                                finished.size(),
                                replicates.size() - finished.size(),
                                notLearned == null ? 0 : notLearned,
                                means::half)
                        .orElse(null));
    }

    /** Null if a trial does not tell. */
    private static Integer notLearned(List<Replicate> finished) {
        List<Boolean> learned =
                finished.stream().map(replicate -> replicate.trial().learned()).toList();
        return learned.contains(null)
                ? null
                : (Integer) (int) learned.stream().filter(each -> !each).count();
    }

    private static Function<Replicate, ImageFigure> accuracy(Protocol protocol) {
        return replicate -> replicate.accuracy(protocol);
    }

    /** Null where one of both was not measured. */
    private static Function<Replicate, ImageFigure> difference(Protocol minuend, Protocol subtrahend) {
        return replicate -> {
            ImageFigure first = replicate.accuracy(minuend);
            ImageFigure second = replicate.accuracy(subtrahend);
            return first == null || second == null ? null : first.minus(second);
        };
    }

    /**
     * Means over the replicates of a cell.
     *
     * @param level error probability that intervals are made for
     */
    private record Means(List<Replicate> replicates, double level) {

        /** Of the values that are there; null if none is. */
        Estimate of(Function<Replicate, ImageFigure> value) {
            return ReplicateMean.of(values(value)).estimate(level).orNull();
        }

        Replication.Half half(UntilConfig.Figure figure) {
            List<ImageFigure> values = values(
                    switch (figure) {
                        case DEGRADATION -> DEGRADATION;
                        case TOTAL_GAP -> TOTAL_GAP;
                        case EVAL_MODE_ACCURACY -> accuracy(Protocol.DEPLOYED);
                    });
            Double half = ReplicateMean.of(values).estimate(level).half();
            double ofImages = Estimate.studentHalf(MANY, ReplicateMean.errorOfImages(values), level);
            return new Replication.Half(half == null ? Double.NaN : half, ofImages);
        }

        private List<ImageFigure> values(Function<Replicate, ImageFigure> value) {
            return replicates.stream().map(value).filter(Objects::nonNull).toList();
        }
    }
}
