package org.evalgap.experiment.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.experiment.attribution.Attribution;
import org.evalgap.experiment.evaluation.Evaluated;
import org.evalgap.experiment.evaluation.GradientCost;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.statistics.ImageBlocks;
import org.evalgap.study.plan.Trial;

/** The rows that the final evaluation of one trial leaves. */
record TrialMeasurements(
        List<EvaluationRow> evaluations,
        List<ComparisonRow> comparisons,
        List<AttributionRow> attribution,
        List<NoGradRow> noGrad) {

    static final TrialMeasurements NONE = new TrialMeasurements(List.of(), List.of(), List.of(), List.of());

    /** @param resamples of each bootstrap interval; 0 for none */
    static TrialMeasurements of(
            Trial trial, List<Evaluated> evaluated, Optional<GradientCost> gradientCost, int resamples) {
        Attribution causes =
                new Attribution(trial, evaluated, resamples, trial.seed().child("bootstrap"));
        return new TrialMeasurements(
                evaluations(trial, evaluated),
                causes.comparisons(),
                causes.attribution(),
                gradientCost.map(cost -> row(trial, cost)).stream().toList());
    }

    private static List<EvaluationRow> evaluations(Trial trial, List<Evaluated> evaluated) {
        List<EvaluationRow> evaluations = new ArrayList<>();
        for (Evaluated each : evaluated) {
            Measurement measurement = each.measurement();
            evaluations.add(row(trial, each, Domain.ALL, measurement.all()));
            List<Measurement.Scores> domains = measurement.domains();
            for (int i = 0; i < domains.size() && domains.size() > 1; i++) {
                evaluations.add(row(trial, each, Domain.of(i), domains.get(i)));
            }
        }
        return List.copyOf(evaluations);
    }

    private static EvaluationRow row(Trial trial, Evaluated evaluated, Domain domain, Measurement.Scores scores) {
        return new EvaluationRow(
                TrialKey.of(trial),
                evaluated.name(),
                evaluated.protocol(),
                domain,
                evaluated.batchSize(),
                "final",
                evaluated.measurement().draws(),
                scores.images(),
                scores.accuracy(),
                boxed(scores.accuracyStandardError()),
                scores.loss(),
                scores.calibrationError(),
                domain == Domain.ALL ? boxed(evaluated.largestLogitDifference()) : null,
                domain == Domain.ALL
                        ? evaluated
                                .measurement()
                                .outcomes()
                                .accuracyByBlock()
                                .map(ImageBlocks::text)
                                .orElse(null)
                        : null);
    }

    private static NoGradRow row(Trial trial, GradientCost cost) {
        return new NoGradRow(
                TrialKey.of(trial),
                cost.batchSize(),
                cost.bytes(),
                cost.bytesWithGradient(),
                cost.seconds(),
                cost.secondsWithGradient(),
                1 - (double) cost.bytes() / cost.bytesWithGradient(),
                1 - cost.seconds() / cost.secondsWithGradient(),
                cost.largestLogitDifference());
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
