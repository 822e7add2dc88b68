package org.evalgap.results.diagnosis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.TrialResult;
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
        List<TrialResult> finished = ordered.stream()
                .filter(result -> result.trial().status().equals("OK"))
                .toList();
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
        List<LayerRow> layers =
                finished.stream().flatMap(Diagnostician::layersAtTheEnd).toList();
        return new Diagnosis.Findings(
                finished.size(),
                finished.get(0).trial().batchSize(),
                1.0 / classes,
                accuracy("training-log"),
                accuracy("deployed"),
                gap(),
                causes(),
                LayerFinding.worst(layers),
                Composition.of(layers),
                DropoutAhead.worst(layers),
                Tried.of(finished.stream()
                        .map(TrialResult::remedies)
                        .flatMap(Collection::stream)
                        .toList()));
    }

    private static Stream<LayerRow> layersAtTheEnd(TrialResult result) {
        long end = result.layers().stream().mapToLong(LayerRow::step).max().orElse(0);
        return result.layers().stream().filter(row -> row.step() == end && row.channel() == null);
    }

    private Estimate accuracy(String protocol) {
        return estimate(
                result -> row(result, protocol).accuracy(),
                result -> normal(
                        variance(row(result, protocol)), row(result, protocol).accuracy()));
    }

    /** Training and test images are drawn apart, so that the variances of both accuracies add up. */
    private Estimate gap() {
        Function<TrialResult, Double> gap = result ->
                row(result, "training-log").accuracy() - row(result, "deployed").accuracy();
        return estimate(
                gap,
                result -> normal(
                        variance(row(result, "training-log")) + variance(row(result, "deployed")), gap.apply(result)));
    }

    private static double variance(EvaluationRow row) {
        return row.accuracy() * (1 - row.accuracy()) / row.images();
    }

    private static Optional<Estimate.Range> normal(double variance, double mean) {
        double half = NORMAL * Math.sqrt(variance);
        return Optional.of(new Estimate.Range(mean - half, mean + half));
    }

    private List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            causes.add(new Cause(
                    factor,
                    estimate(
                            result -> row(result, factor).share(),
                            result -> Estimate.Range.of(
                                    row(result, factor).shareLower(),
                                    row(result, factor).shareUpper())),
                    finished.stream().allMatch(result -> isAbsent(row(result, factor)))));
        }
        return causes;
    }

    private static boolean isAbsent(AttributionRow row) {
        return row.share() == 0 && row.firstIn() == 0 && row.lastIn() == 0;
    }

    private Estimate estimate(
            Function<TrialResult, Double> value, Function<TrialResult, Optional<Estimate.Range>> ofOne) {
        return Estimate.of(finished.stream().map(value).toList(), ofOne.apply(finished.get(0)));
    }

    private static EvaluationRow row(TrialResult result, String protocol) {
        return result.evaluations().stream()
                .filter(row -> row.protocol().equals(protocol) && row.domain().equals("all"))
                .findFirst()
                .orElseThrow(() -> missing(result, "the accuracy of protocol " + protocol));
    }

    private static AttributionRow row(TrialResult result, Factor factor) {
        String name = factor.name().toLowerCase(Locale.ROOT);
        return result.attribution().stream()
                .filter(row -> row.factor().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(result, "the share of " + name));
    }

    private static IllegalArgumentException missing(TrialResult result, String what) {
        return new IllegalArgumentException(
                "cannot diagnose trial " + result.trial().trialId() + "; expected: " + what
                        + "; received: a trial that was not measured at all corners");
    }
}
