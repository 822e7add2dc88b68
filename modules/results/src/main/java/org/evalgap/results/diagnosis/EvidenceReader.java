package org.evalgap.results.diagnosis;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.layers.NormStatistics;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.DeploymentRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;

/** Reads the evidence for one cause or another from the rows of the finished trials of a cell. */
final class EvidenceReader {

    /** Difference of logits, over the largest of them, that rounding does not make. */
    private static final double OF_LOGITS = 1e-3;

    /** Half width of the 95 % interval of a normal distribution, in standard deviations. */
    private static final double NORMAL = 1.959964;

    private static final Estimate NONE = Estimate.around(0, 0);

    private final List<TrialResult> finished;

    private EvidenceReader(List<TrialResult> finished) {
        this.finished = finished;
    }

    /**
     * @param finished at least one trial, measured at all corners
     * @param chance accuracy of guessing
     * @param transforms what a user knows of the transforms
     */
    static Evidence read(List<TrialResult> finished, double chance, KnownTransforms transforms) {
        return new EvidenceReader(finished).read(chance, transforms);
    }

    /** TRAIN mode's accuracy on the test images minus that in use, of one trial, with its interval over images. */
    static Estimate degradation(TrialResult trial) {
        EvidenceReader reader = new EvidenceReader(List.of(trial));
        return plus(reader.comparison("modes"), reader.lostInUse());
    }

    /** Accuracy of the training log minus that in use, of one trial; different images, so that variances add up. */
    static Estimate totalGap(TrialResult trial) {
        EvaluationRow seen = trial.evaluation(Protocol.TRAINING_LOG).orElseThrow();
        EvaluationRow deployed = trial.evaluation(Protocol.DEPLOYED).orElseThrow();
        Estimate gap = Estimate.around(
                seen.accuracy() - deployed.accuracy(), NORMAL * Math.sqrt(variance(seen) + variance(deployed)));
        return plus(gap, new EvidenceReader(List.of(trial)).lostInUse());
    }

    private static double variance(EvaluationRow row) {
        return row.accuracy() * (1 - row.accuracy()) / row.images();
    }

    private Estimate lostInUse() {
        return use().map(Evidence.Use::lost).orElse(NONE);
    }

    private Evidence read(double chance, KnownTransforms transforms) {
        Optional<Evidence.Use> use = use();
        List<LayerFigures> layers =
                finished.stream().flatMap(Diagnostician::layersAtTheEnd).toList();
        Estimate lost = lostInUse();
        return new Evidence(
                chance,
                accuracy(Protocol.TRAINING_LOG),
                minus(accuracy(Protocol.DEPLOYED), lost),
                plus(comparison("modes"), lost),
                plus(plus(plus(share(Factor.STATISTICS), share(Factor.DROPOUT)), share(Factor.TRANSFORM)), lost),
                share(Factor.SPLIT),
                share(Factor.DROPOUT),
                steps(),
                comparison("transform"),
                transforms.differ(),
                transforms.random(),
                use,
                state(),
                largest(layers, NormStatistics::startWeight).orElse(0),
                largest(layers, NormStatistics::momentum),
                composition(layers),
                rows(TrialResult::deployments).anyMatch(row -> row.parameterDistance() > 0));
    }

    private <R> Stream<R> rows(Function<TrialResult, List<R>> table) {
        return finished.stream().map(table).flatMap(List::stream);
    }

    private Estimate accuracy(Protocol protocol) {
        return Estimate.withoutInterval(finished.stream()
                .mapToDouble(result -> result.evaluation(protocol).orElseThrow().accuracy())
                .average()
                .orElseThrow());
    }

    private Estimate share(Factor factor) {
        return pooled(rows(TrialResult::attribution)
                .filter(row -> row.factor() == factor)
                .map(AttributionRow::share)
                .toList());
    }

    private Estimate comparison(String name) {
        return pooled(rows(TrialResult::comparisons)
                .filter(row -> row.comparison().equals(name) && row.split() == Protocol.Split.TEST)
                .map(ComparisonRow::difference)
                .toList());
    }

    private Map<StatisticsCause, Estimate> steps() {
        Map<StatisticsCause, Estimate> steps = new EnumMap<>(StatisticsCause.class);
        if (rows(TrialResult::statisticsCauses).findAny().isPresent()) {
            Arrays.stream(StatisticsCause.values())
                    .forEach(cause -> steps.put(
                            cause,
                            pooled(rows(TrialResult::statisticsCauses)
                                    .filter(row -> row.cause() == cause)
                                    .map(StatisticsCauseRow::accuracyLost)
                                    .toList())));
        }
        return steps;
    }

    /** Where every image is normalized by itself, it is nothing to it what else is in its batch. */
    private static Composition.Kind composition(List<LayerFigures> layers) {
        boolean instances =
                layers.stream().anyMatch(layer -> layer.normalization().equals("instance"));
        return instances
                ? Composition.Kind.RANDOM
                : Composition.of(layers).map(Composition::kind).orElse(Composition.Kind.RANDOM);
    }

    private StatisticsState state() {
        return rows(TrialResult::statisticsCauses)
                .map(StatisticsCauseRow::statistics)
                .filter(state -> state != StatisticsState.UPDATED)
                .findFirst()
                .orElse(StatisticsState.UPDATED);
    }

    private Optional<Evidence.Use> use() {
        List<DeploymentRow> observed = rows(TrialResult::deployments).toList();
        if (observed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Evidence.Use(
                pooled(observed.stream().map(DeploymentRow::lostInUse).toList()),
                observed.stream().anyMatch(row -> row.evalDifference() > OF_LOGITS),
                observed.stream().anyMatch(row -> row.repeatDifference() > OF_LOGITS),
                observed.stream().anyMatch(row -> row.batchDifference() > OF_LOGITS),
                mean(observed, DeploymentRow::dropoutDistance),
                mean(observed, DeploymentRow::trainModeDistance)));
    }

    private static double mean(List<DeploymentRow> rows, Function<DeploymentRow, Double> figure) {
        return rows.stream()
                .map(figure)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static OptionalDouble largest(List<LayerFigures> layers, Function<NormStatistics, Double> figure) {
        return layers.stream()
                .map(LayerFigures::statistics)
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max();
    }

    /** Mean over networks that share their images: the interval does not narrow with their number. */
    private static Estimate pooled(List<Estimate> networks) {
        if (networks.isEmpty()) {
            return NONE;
        }
        double mean = networks.stream().mapToDouble(Estimate::mean).average().orElseThrow();
        return networks.stream().allMatch(Estimate::hasInterval)
                ? new Estimate(
                        mean,
                        networks.stream().mapToDouble(Estimate::lower).average().orElseThrow(),
                        networks.stream().mapToDouble(Estimate::upper).average().orElseThrow())
                : Estimate.withoutInterval(mean);
    }

    /** The sum of two effects that vary apart. */
    private static Estimate plus(Estimate one, Estimate other) {
        double mean = one.mean() + other.mean();
        return one.hasInterval() && other.hasInterval()
                ? Estimate.around(mean, Math.hypot(one.half(), other.half()))
                : Estimate.withoutInterval(mean);
    }

    private static Estimate minus(Estimate one, Estimate other) {
        return plus(one, other.negated());
    }
}
