package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                .map(contrast -> new ContrastEvaluation(contrast, looking.level()))
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
     * @param finding with all replicates
     * @param probability as it holds among all looks; NaN if there is an obstacle
     * @param adjusted the same among all contrasts
     */
    private record Decided(Contrast contrast, Finding finding, double probability, double adjusted, Verdict verdict) {}

    /**
     * Ids of cells whose further replicates promise a verdict which they have to do with. None is promised of a contrast that
     * with the most replicates there will be, and the effect and the scatter seen so far, would still have none: to stop for
     * that makes no verdict wrong (K. K. G. Lan, R. Simon, M. Halperin, Stochastically curtailed tests in long-term clinical
     * trials, Communications in Statistics C 1 (1982), 207–219).
     */
    public Set<String> openCells() {
        int last = looking.looks().last();
        Set<String> open = new TreeSet<>();
        List<Decided> decided = decide();
        for (int i = 0; i < decided.size(); i++) {
            if (isOpen(decided.get(i), last)) {
                open.addAll(evaluations.get(i).openCells(last));
            }
        }
        return open;
    }

    private boolean isOpen(Decided contrast, int last) {
        Finding finding = contrast.finding();
        if (finding.obstacle().isPresent() || contrast.verdict() != Verdict.INCONCLUSIVE) {
            return finding.obstacle().isPresent();
        }
        Uncertain then = finding.effect().with(finding.replicates(), Math.max(last, finding.replicates()));
        double probability = contrast.contrast().expectation().of(then).probability();
        return looking.overall(probability) <= Looking.PROMISED;
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
        List<Finding> findings =
                evaluations.stream().map(ContrastEvaluation::find).toList();
        List<Optional<Expectation.Outcome>> outcomes = IntStream.range(0, findings.size())
                .mapToObj(i -> outcome(evaluations.get(i), findings.get(i)))
                .toList();
        double[] adjusted = Holm.adjustedWhereKnown(outcomes.stream()
                .mapToDouble(
                        outcome -> outcome.map(Expectation.Outcome::probability).orElse(Double.NaN))
                .toArray());
        return IntStream.range(0, findings.size())
                .mapToObj(i -> new Decided(
                        evaluations.get(i).contrast(),
                        findings.get(i),
                        outcomes.get(i)
                                .map(Expectation.Outcome::probability)
                                .orElse(Double.NaN),
                        adjusted[i],
                        outcomes.get(i)
                                .map(outcome -> outcome.verdict(adjusted[i]))
                                .orElseGet(() -> findings.get(i).obstacle().orElseThrow())))
                .toList();
    }

    /** Of the look at which it was surest, with the probability that holds among all; empty if there is an obstacle. */
    private Optional<Expectation.Outcome> outcome(ContrastEvaluation evaluation, Finding finding) {
        if (finding.obstacle().isPresent()) {
            return Optional.empty();
        }
        int replicates = evaluation.replicates();
        Stream<Finding> earlier = Arrays.stream(looking.looks().numbers())
                .filter(number -> number < replicates)
                .mapToObj(evaluation::find)
                .filter(found -> found.obstacle().isEmpty());
        Expectation expectation = evaluation.contrast().expectation();
        return Stream.concat(earlier, Stream.of(finding))
                .map(found -> expectation.of(found.effect()))
                .min(Comparator.comparingDouble(Expectation.Outcome::probability))
                .map(surest -> surest.with(looking.overall(surest.probability())));
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
                null);
    }
}
