package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.Holm;

/**
 * Decides about claims from the results of a study, trial after trial; of each only the numbers in question are kept.
 *
 * <p>A verdict other than inconclusive is one that Holm's procedure lets stand among all contrasts that can be tested.
 */
public final class ClaimsEvaluation {

    private final List<Claim> claims;
    private final List<ContrastEvaluation> evaluations;

    /** Of the claims that come with EvalGap. */
    public ClaimsEvaluation() {
        this(ClaimsFile.embedded());
    }

    ClaimsEvaluation(List<Claim> claims) {
        this.claims = claims;
        this.evaluations = claims.stream()
                .flatMap(claim -> claim.contrasts().stream())
                .map(ContrastEvaluation::new)
                .toList();
    }

    /** The rows that decide about the claims that come with EvalGap. */
    public static List<ClaimRow> of(Collection<TrialResult> results) {
        ClaimsEvaluation evaluation = new ClaimsEvaluation();
        results.forEach(evaluation::add);
        return evaluation.rows();
    }

    /** Takes a trial in; one that did not finish only counts as missing. */
    public void add(TrialResult result) {
        evaluations.forEach(evaluation -> evaluation.add(result));
    }

    /** What one contrast came to among all. */
    private record Decided(Contrast contrast, Finding finding, double probability, double adjusted, Verdict verdict) {}

    /** One row for each contrast, in the order of the claims. */
    public List<ClaimRow> rows() {
        List<Decided> decided = decide();
        List<ClaimRow> rows = new ArrayList<>();
        int next = 0;
        for (Claim claim : claims) {
            List<Decided> ofClaim =
                    decided.subList(next, next + claim.contrasts().size());
            Verdict verdict = Verdict.all(ofClaim.stream().map(Decided::verdict).toList());
            ofClaim.forEach(each -> rows.add(row(claim, verdict, each)));
            next += ofClaim.size();
        }
        return List.copyOf(rows);
    }

    private List<Decided> decide() {
        List<Finding> findings =
                evaluations.stream().map(ContrastEvaluation::find).toList();
        double[] probabilities = new double[findings.size()];
        for (int i = 0; i < probabilities.length; i++) {
            Finding finding = findings.get(i);
            probabilities[i] = finding.obstacle().isPresent()
                    ? Double.NaN
                    : outcome(i, finding).probability();
        }
        double[] adjusted = Holm.adjustedWhereKnown(probabilities);
        List<Decided> decided = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            Finding finding = findings.get(i);
            Verdict verdict = finding.obstacle().isPresent()
                    ? finding.obstacle().get()
                    : outcome(i, finding).verdict(adjusted[i]);
            decided.add(new Decided(evaluations.get(i).contrast(), finding, probabilities[i], adjusted[i], verdict));
        }
        return decided;
    }

    private Expectation.Outcome outcome(int contrast, Finding finding) {
        return evaluations.get(contrast).contrast().expectation().of(finding.effect());
    }

    private static ClaimRow row(Claim claim, Verdict verdict, Decided decided) {
        Contrast contrast = decided.contrast();
        Finding finding = decided.finding();
        Estimate effect = finding.effect().estimate();
        Expectation expectation = contrast.expectation();
        return new ClaimRow(
                claim.id(),
                claim.statement(),
                verdict.label(),
                contrast.id(),
                contrast.metric().text()
                        + contrast.per().map(per -> " / " + per.text()).orElse(""),
                contrast.unit(),
                contrast.first().text(),
                contrast.second().map(Conditions::text).orElse(null),
                Labels.of(expectation.direction()),
                expectation.matters(),
                Double.isNaN(effect.mean()) ? null : effect.mean(),
                effect.lower(),
                effect.upper(),
                finding.replicates(),
                finding.values(),
                decided.verdict().label(),
                expectation.reference(),
                finding.obstacle().isPresent() ? null : expectation.sign(finding.effect()),
                Double.isNaN(decided.probability()) ? null : (Double) decided.probability(),
                Double.isNaN(decided.adjusted()) ? null : (Double) decided.adjusted(),
                contrast.premise().map(Premise::statement).orElse(null),
                finding.cells(),
                finding.premiseUnmet(),
                finding.notLearned(),
                finding.missing(),
                finding.hidden().orElse(null),
                null);
    }
}
