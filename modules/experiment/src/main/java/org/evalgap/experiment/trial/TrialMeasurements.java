package org.evalgap.experiment.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.evalgap.experiment.evaluation.Evaluated;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.experiment.evaluation.Protocol;
import org.evalgap.experiment.plan.Trial;
import org.evalgap.experiment.result.AttributionRow;
import org.evalgap.experiment.result.ComparisonRow;
import org.evalgap.experiment.result.EvaluationRow;

/** The rows that the final evaluation of one trial leaves. */
record TrialMeasurements(
        List<EvaluationRow> evaluations, List<ComparisonRow> comparisons, List<AttributionRow> attribution) {

    static final TrialMeasurements NONE = new TrialMeasurements(List.of(), List.of(), List.of());

    private static final List<String> DOMAINS = List.of("first", "second");

    /** @param resamples of each bootstrap interval; 0 for none */
    static TrialMeasurements of(Trial trial, List<Evaluated> evaluated, int resamples) {
        List<EvaluationRow> evaluations = new ArrayList<>();
        for (Evaluated each : evaluated) {
            Measurement measurement = each.measurement();
            evaluations.add(row(trial, each, "all", measurement.all()));
            List<Measurement.Scores> domains = measurement.domains();
            for (int i = 0; i < domains.size() && domains.size() > 1; i++) {
                evaluations.add(row(trial, each, DOMAINS.get(i), domains.get(i)));
            }
        }
        return new TrialMeasurements(List.copyOf(evaluations), List.of(), List.of());
    }

    private static EvaluationRow row(Trial trial, Evaluated evaluated, String domain, Measurement.Scores scores) {
        Protocol protocol = evaluated.protocol();
        return new EvaluationRow(
                trial.id(),
                trial.cellId(),
                trial.replicate(),
                evaluated.name(),
                label(protocol.statistics()),
                protocol.dropout() ? "on" : "off",
                label(protocol.transform()),
                label(protocol.split()),
                domain,
                evaluated.batchSize(),
                "final",
                evaluated.measurement().draws(),
                scores.images(),
                scores.accuracy(),
                boxed(scores.accuracyStandardError()),
                scores.loss(),
                scores.calibrationError(),
                domain.equals("all") ? boxed(evaluated.largestLogitDifference()) : null);
    }

    private static String label(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
