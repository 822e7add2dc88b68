package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.schema.Labels;
import org.evalgap.study.binding.Canonical;

/** What a check-up found, as JSON with the fields of a diagnosis. Accuracies and differences are fractions. */
final class CheckupJson {

    private CheckupJson() {}

    static String of(Measured measured, Conclusion conclusion, double degradation) {
        Map<String, Object> all = new TreeMap<>();
        Map<Factor, Double> shares = Corner.shares(
                measured.factors(), corner -> measured.corners().get(corner).accuracy());
        all.put("leading_cause", conclusion.cause().id());
        all.put("reason", conclusion.reason());
        all.put("degradation", degradation);
        all.put(
                "total_gap",
                shares.values().stream().mapToDouble(Double::doubleValue).sum());
        all.put("shares", named(shares));
        all.put("accuracy", measured.deployed().accuracy());
        all.put("images", measured.images());
        all.put("statistics_causes", steps(measured));
        all.put(
                "remedies",
                measured.remedies().stream()
                        .map(remedy -> remedy(measured, remedy))
                        .toList());
        all.put("preprocessing", alternatives(measured));
        all.put("norms", measured.norms().stream().map(CheckupJson::norm).toList());
        all.put("recommendation", CheckupAdvice.of(conclusion));
        return Canonical.json(all) + "\n";
    }

    private static Map<String, Object> named(Map<Factor, Double> shares) {
        Map<String, Object> named = new TreeMap<>();
        shares.forEach((factor, share) -> named.put(factor.name().toLowerCase(Locale.ROOT), share));
        return named;
    }

    /** Staleness and noise are one step in a model whose training is over. */
    private static List<Object> steps(Measured measured) {
        List<Object> steps = new ArrayList<>();
        Outcomes before = measured.deployed();
        for (Map.Entry<StatisticsCause, Outcomes> step : measured.steps().entrySet()) {
            Map<String, Object> one = difference(step.getValue().minus(before));
            one.put(
                    "cause",
                    step.getKey() == StatisticsCause.STALENESS ? "staleness-and-noise" : Labels.of(step.getKey()));
            one.put("accuracy", step.getValue().accuracy());
            steps.add(one);
            before = step.getValue();
        }
        return steps;
    }

    private static Map<String, Object> remedy(Measured measured, Remedy remedy) {
        Map<String, Object> one = difference(remedy.outcomes().minus(measured.deployed(), Half.MEASURE));
        one.put("remedy", remedy.kind().label());
        one.put("accuracy", remedy.outcomes().accuracy(Half.MEASURE));
        return one;
    }

    private static Map<String, Object> alternatives(Measured measured) {
        Map<String, Object> accuracies = new TreeMap<>();
        measured.alternatives().forEach((other, outcomes) -> accuracies.put(other.name(), outcomes.accuracy()));
        return accuracies;
    }

    private static Map<String, Object> norm(NormFinding norm) {
        return new TreeMap<>(Map.of(
                "name", norm.name(),
                "initial", norm.initial(),
                "batches", norm.batches(),
                "mean_distance", norm.meanDistance(),
                "deviation_log_ratio", norm.deviationLogRatio()));
    }

    private static Map<String, Object> difference(Difference difference) {
        return new TreeMap<>(
                Map.of("gain", difference.mean(), "lower", difference.lower(), "upper", difference.upper()));
    }
}
