package org.evalgap.results.diagnosis;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.check.Warning;

/** Makes findings of the rows of one cell. */
final class Diagnostician {

    /** Half width of the 95 % interval of a normal distribution, in standard deviations. */
    private static final double NORMAL = 1.959964;

    private final List<TrialResult> finished;
    private final int classes;

    private Diagnostician(List<TrialResult> finished, int classes) {
        this.finished = finished;
        this.classes = classes;
    }

    static Diagnosis diagnose(List<TrialResult> results, List<Warning> warnings, int classes) {
        List<TrialResult> ordered = results.stream()
                .sorted(Comparator.comparingInt(result -> result.trial().replicate()))
                .toList();
        List<TrialResult> finished =
                ordered.stream().filter(result -> result.trial().finished()).toList();
        Optional<Diagnosis.Findings> findings =
                finished.isEmpty() ? Optional.empty() : Optional.of(new Diagnostician(finished, classes).findings());
        return new Diagnosis(ordered.stream().map(TrialResult::trial).toList(), findings, holding(warnings, findings));
    }

    /** Without those on momentum where batches are not random draws, which their theory assumes. */
    private static List<Warning> holding(List<Warning> warnings, Optional<Diagnosis.Findings> findings) {
        boolean random = findings.flatMap(Diagnosis.Findings::composition)
                .map(composition -> composition.kind() == Composition.Kind.RANDOM)
                .orElse(true);
        return warnings.stream()
                .filter(warning -> random || !warning.key().equals("network.batch-norm-momentum"))
                .toList();
    }

    private Diagnosis.Findings findings() {
        List<LayerFigures> layers =
                finished.stream().flatMap(Diagnostician::layersAtTheEnd).toList();
        return new Diagnosis.Findings(
                finished.size(),
                finished.get(0).trial().cellSettings().batchSize(),
                1.0 / classes,
                accuracy(Protocol.TRAINING_LOG),
                accuracy(Protocol.DEPLOYED),
                gap(),
                causes(),
                StatisticsFinding.of(finished),
                LayerFinding.worst(layers),
                Composition.of(layers),
                DropoutAhead.worst(layers),
                Tried.of(finished.stream()
                        .map(TrialResult::remedies)
                        .flatMap(Collection::stream)
                        .toList()));
    }

    static Stream<LayerFigures> layersAtTheEnd(TrialResult result) {
        long end = result.layers().stream().mapToLong(LayerRow::step).max().orElse(0);
        return result.layers().stream()
                .filter(row -> row.step() == end)
                .map(LayerRow::figures)
                .filter(figures -> figures.channel() == null);
    }

    private Estimate accuracy(Protocol protocol) {
        return estimate(result -> {
            EvaluationRow row = row(result, protocol);
            return normal(row.accuracy(), variance(row));
        });
    }

    /** Training and test images are drawn apart, so that the variances of both accuracies add up. */
    private Estimate gap() {
        return estimate(result -> {
            EvaluationRow seen = row(result, Protocol.TRAINING_LOG);
            EvaluationRow deployed = row(result, Protocol.DEPLOYED);
            return normal(seen.accuracy() - deployed.accuracy(), variance(seen) + variance(deployed));
        });
    }

    private static double variance(EvaluationRow row) {
        return row.accuracy() * (1 - row.accuracy()) / row.images();
    }

    private static Estimate normal(double mean, double variance) {
        return Estimate.around(mean, NORMAL * Math.sqrt(variance));
    }

    private List<Cause> causes() {
        return Factor.OF_TRIALS.stream()
                .map(factor -> new Cause(
                        factor,
                        estimate(result -> row(result, factor).share()),
                        finished.stream().allMatch(result -> isAbsent(row(result, factor)))))
                .toList();
    }

    private static boolean isAbsent(AttributionRow row) {
        return row.share().mean() == 0 && row.firstIn() == 0 && row.lastIn() == 0;
    }

    private Estimate estimate(Function<TrialResult, Estimate> ofOne) {
        return Estimate.over(finished.stream().map(ofOne).toList());
    }

    private static EvaluationRow row(TrialResult result, Protocol protocol) {
        return result.evaluation(protocol)
                .orElseThrow(() -> missing(result, "the accuracy of protocol " + protocol.label()));
    }

    private static AttributionRow row(TrialResult result, Factor factor) {
        return result.attribution().stream()
                .filter(row -> row.factor() == factor)
                .findFirst()
                .orElseThrow(() -> missing(result, "the share of " + Labels.of(factor)));
    }

    private static IllegalArgumentException missing(TrialResult result, String what) {
        return new IllegalArgumentException(
                "cannot diagnose trial " + result.trial().trialId() + "; expected: " + what
                        + "; received: a trial that was not measured at all corners");
    }
}
