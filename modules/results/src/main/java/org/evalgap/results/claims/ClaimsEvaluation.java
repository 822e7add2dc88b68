package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.evalgap.results.rows.ClaimRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.reading.TrialSettings;

/**
 * Decides about claims from the results of a study, trial after trial; of each only the numbers in question are kept.
 *
 * <p>Replicates are the units: the effects of a replicate's trials, or of its pairs of trials, are averaged, and the
 * interval is Student's over these averages. Two trials make a pair if they belong to one replicate and agree on every
 * setting that both have and the contrast neither selects nor sets free.
 */
public final class ClaimsEvaluation {

    private final List<Claim> claims;
    private final Map<Contrast, List<Observation>> observations = new LinkedHashMap<>();

    /**
     * What one trial contributes to a contrast.
     *
     * @param unit the replicate: dataset and root of its random streams
     * @param settings of the trial by dotted key
     */
    private record Observation(String unit, Map<String, String> settings, double value) {
        Optional<String> setting(String key) {
            return Optional.ofNullable(settings.get(key));
        }
    }

    /** Of the claims that come with EvalGap. */
    public ClaimsEvaluation() {
        this(ClaimsFile.embedded());
    }

    ClaimsEvaluation(List<Claim> claims) {
        this.claims = claims;
        claims.forEach(claim -> claim.contrasts().forEach(contrast -> observations.put(contrast, new ArrayList<>())));
    }

    /** The rows that decide about the claims that come with EvalGap. */
    public static List<ClaimRow> of(Collection<TrialResult> results) {
        ClaimsEvaluation evaluation = new ClaimsEvaluation();
        results.forEach(evaluation::add);
        return evaluation.rows();
    }

    /** Takes a trial in; one that did not finish has nothing to say. */
    public void add(TrialResult result) {
        if (!result.trial().finished()) {
            return;
        }
        Map<String, String> settings = TrialSettings.leaves(result.trial().settings());
        String unit = result.trial().replicateUnit();
        observations.forEach((contrast, all) -> {
            OptionalDouble value = contrast.metric().of(result);
            value.ifPresent(number -> all.add(new Observation(unit, settings, number)));
        });
    }

    /** One row for each contrast, in the order of the claims. */
    public List<ClaimRow> rows() {
        List<ClaimRow> rows = new ArrayList<>();
        for (Claim claim : claims) {
            Map<Contrast, Finding> findings = new LinkedHashMap<>();
            claim.contrasts().forEach(contrast -> findings.put(contrast, find(contrast)));
            Verdict verdict =
                    Verdict.all(findings.values().stream().map(Finding::verdict).toList());
            findings.forEach((contrast, finding) -> rows.add(row(claim, verdict, contrast, finding)));
        }
        return List.copyOf(rows);
    }

    private record Finding(Estimate effect, int replicates, int trials, Verdict verdict) {}

    private Finding find(Contrast contrast) {
        List<Observation> all = observations.get(contrast);
        List<Observation> first = contrast.first().among(all, Observation::setting);
        Map<String, List<Double>> byUnit = new TreeMap<>();
        if (contrast.second().isEmpty()) {
            first.forEach(each -> add(byUnit, each.unit(), each.value()));
        } else {
            List<Observation> second = contrast.second().get().among(all, Observation::setting);
            for (Observation one : first) {
                second.stream()
                        .filter(other -> one.unit().equals(other.unit()))
                        .filter(other -> contrast.isPair(one.settings(), other.settings()))
                        .forEach(other -> add(byUnit, one.unit(), one.value() - other.value()));
            }
        }
        Estimate effect = Estimate.of(
                byUnit.values().stream().mapToDouble(ClaimsEvaluation::mean).toArray());
        int trials = byUnit.values().stream().mapToInt(List::size).sum();
        Verdict verdict = Verdict.of(contrast.direction(), contrast.threshold(), effect);
        return new Finding(effect, byUnit.size(), trials, verdict);
    }

    private static void add(Map<String, List<Double>> byUnit, String unit, double value) {
        byUnit.computeIfAbsent(unit, absent -> new ArrayList<>()).add(value);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static ClaimRow row(Claim claim, Verdict verdict, Contrast contrast, Finding finding) {
        Estimate effect = finding.effect();
        return new ClaimRow(
                claim.id(),
                claim.statement(),
                verdict.label(),
                contrast.id(),
                contrast.metric().text(),
                contrast.unit(),
                contrast.first().text(),
                contrast.second().map(Conditions::text).orElse(null),
                Labels.of(contrast.direction()),
                contrast.threshold(),
                Double.isNaN(effect.mean()) ? null : effect.mean(),
                effect.lower(),
                effect.upper(),
                finding.replicates(),
                finding.trials(),
                finding.verdict().label());
    }
}
