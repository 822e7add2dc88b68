package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.replicates.Looking;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.Holm;
import org.evalgap.results.statistics.Uncertain;

/**
 * Decides about claims from the results of a study, trial after trial; of each only the numbers in question are kept.
 *
 * <p>A verdict other than inconclusive is one that Holm's procedure lets stand among all contrasts that can be tested. Where
 * a study looks at its results to decide whether it goes on, a contrast has the smallest probability of any look, made
 * larger by what the other looks cost ({@link Looking#overall}): such a probability holds whenever the study stops, so that
 * Holm's procedure holds for several of them (W. Maurer, F. Bretz, Multiple testing in group sequential trials using
 * graphical approaches, Statistics in Biopharmaceutical Research 5 (2013), 311–320).
 */
public final class ClaimsEvaluation {

    private final List<Claim> claims;
    private final Looking looking;
    private final List<ContrastEvaluation> evaluations;

    /** Of the claims that come with EvalGap, and a study that looks at its results once. */
    public ClaimsEvaluation() {
        this(ClaimsFile.embedded(), Looking.ONCE);
    }

    ClaimsEvaluation(List<Claim> claims, Looking looking) {
        this.claims = claims;
        this.looking = looking;
        this.evaluations = claims.stream()
                .flatMap(claim -> claim.contrasts().stream())
                .map(contrast -> new ContrastEvaluation(contrast, looking))
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

    /**
     * What one contrast came to among all.
     *
     * @param finding with all replicates; if there is a verdict, at the look that brought it
     * @param probability as it holds among all looks; NaN if there is an obstacle
     * @param adjusted the same among all contrasts
     */
    private record Decided(Contrast contrast, Finding finding, double probability, double adjusted, Verdict verdict) {

        /** With the most replicates there will be, if effect and scatter stay as they are; NaN if there is an obstacle. */
        double probabilityWith(int last, Looking looking) {
            if (Double.isNaN(probability)) {
                return probability;
            }
            Uncertain then = finding.effect().with(finding.replicates(), Math.max(last, finding.replicates()));
            return Math.min(
                    probability, looking.overall(contrast.expectation().of(then).probability()));
        }
    }

    /**
     * Ids of cells whose further replicates promise a verdict which they have to do with. None is promised of a contrast that
     * with the most replicates there will be, and the effect and the scatter seen so far, would still have none: to stop for
     * that makes no verdict wrong (K. K. G. Lan, R. Simon, M. Halperin, Stochastically curtailed tests in long-term clinical
     * trials, Communications in Statistics C 1 (1982), 207–219).
     */
    public Set<String> openCells() {
        int last = looking.looks().last();
        List<Decided> now = decide();
        double[] then = Holm.adjustedWhereKnown(now.stream()
                .mapToDouble(each -> each.probabilityWith(last, looking))
                .toArray());
        Set<String> open = new TreeSet<>();
        for (int i = 0; i < then.length; i++) {
            boolean obstacle = now.get(i).finding().obstacle().isPresent();
            if (obstacle || now.get(i).verdict() == Verdict.INCONCLUSIVE && then[i] <= Looking.PROMISED) {
                open.addAll(evaluations.get(i).openCells(last));
            }
        }
        return open;
    }

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
        List<Surest> surest = evaluations.stream().map(this::surest).toList();
        double[] adjusted = Holm.adjustedWhereKnown(
                surest.stream().mapToDouble(Surest::probability).toArray());
        return IntStream.range(0, adjusted.length)
                .mapToObj(i -> surest.get(i).decided(evaluations.get(i).contrast(), adjusted[i]))
                .toList();
    }

    /**
     * A contrast with all replicates, and at the look at which it was surest.
     *
     * @param outcome of that look with the probability that holds among all of them; empty if there is an obstacle
     */
    private record Surest(Finding all, Finding finding, Optional<Expectation.Outcome> outcome) {

        double probability() {
            return outcome.map(Expectation.Outcome::probability).orElse(Double.NaN);
        }

        Decided decided(Contrast contrast, double adjusted) {
            Verdict verdict = outcome.map(known -> known.verdict(adjusted))
                    .orElseGet(() -> all.obstacle().orElseThrow());
            boolean stands = outcome.isPresent() && verdict != Verdict.INCONCLUSIVE;
            return new Decided(contrast, stands ? finding : all, probability(), adjusted, verdict);
        }
    }

    private Surest surest(ContrastEvaluation evaluation) {
        Finding all = evaluation.find();
        if (all.obstacle().isPresent()) {
            return new Surest(all, all, Optional.empty());
        }
        Expectation expectation = evaluation.contrast().expectation();
        int replicates = evaluation.replicates();
        Finding surest = all;
        double smallest = expectation.of(all.effect()).probability();
        for (int number : looking.looks().numbers()) {
            Finding earlier = number < replicates ? evaluation.find(number) : all;
            double probability = earlier.obstacle().isPresent()
                    ? 1
                    : expectation.of(earlier.effect()).probability();
            if (probability < smallest) {
                surest = earlier;
                smallest = probability;
            }
        }
        return new Surest(
                all, surest, Optional.of(expectation.of(surest.effect()).with(looking.overall(smallest))));
    }

    private ClaimRow row(Claim claim, Verdict verdict, Decided decided) {
        Contrast contrast = decided.contrast();
        Finding finding = decided.finding();
        Estimate effect = finding.effect().estimate(looking.level());
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
                finding.obstacle().isPresent() ? null : expectation.sign(finding.effect(), looking.level()),
                Double.isNaN(decided.probability()) ? null : (Double) decided.probability(),
                Double.isNaN(decided.adjusted()) ? null : (Double) decided.adjusted(),
                contrast.premise().map(Premise::statement).orElse(null),
                finding.cells(),
                finding.premiseUnmet(),
                finding.notLearned(),
                finding.missing(),
                finding.hidden().orElse(null),
                null,
                contrast.published());
    }
}
