package org.evalgap.results.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.evalgap.results.diagnosis.Composition.Kind;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.Diagnosis.Verdict;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/**
 * What to do about each cause that surely costs accuracy, the costliest first. Momentum is spoken of only where batches
 * are random draws: elsewhere the theory behind its advice does not hold.
 */
final class Recommendation {

    /** A cause that costs less than this part of what the worst one costs can wait. */
    private static final double NOTEWORTHY = 0.1;

    /** Part of the way from guessing to no error that a network has to have gone to be called trained. */
    private static final double LEARNED = 0.05;

    /** Gaps below this are too small to ask for more trials. */
    private static final double SMALL_GAP = 0.02;

    /** Enough to see how replicates scatter, where there was one. */
    private static final int FIRST_REPLICATES = 5;

    /** Beyond, replicates are no way to an answer. */
    private static final int MOST_REPLICATES = 100;

    private final Findings findings;

    private Recommendation(Findings findings) {
        this.findings = findings;
    }

    static List<Advice> of(Findings findings) {
        return new Recommendation(findings).advice();
    }

    private List<Advice> advice() {
        if (guesses(findings.seen()) && guesses(findings.deployed())) {
            return List.of(new Advice.TrainFirst(findings.chance()));
        }
        List<Cause> harmful = findings.causes().stream()
                .filter(Cause::isHarmful)
                .sorted(Comparator.comparingDouble(
                                (Cause cause) -> cause.share().mean())
                        .reversed())
                .toList();
        List<Advice> ofRunningStatistics = ofRunningStatistics();
        List<Advice> all = new ArrayList<>();
        findings.unsureCause()
                .filter(cause -> cause.factor() != Factor.STATISTICS || ofRunningStatistics.isEmpty())
                .ifPresent(cause -> all.add(new Advice.FindCause(findings.replicates(), needed(cause.share()), cause)));
        if (harmful.isEmpty() && findings.verdict() == Verdict.NOT_SIGNIFICANT && ofRunningStatistics.isEmpty()) {
            all.addAll(undecided());
        }
        harmful.stream()
                .filter(cause -> cause.share().mean()
                        >= NOTEWORTHY * harmful.get(0).share().mean())
                .flatMap(cause -> of(cause).stream())
                .distinct()
                .forEach(all::add);
        if (!all.containsAll(ofRunningStatistics)) {
            all.removeAll(ofRunningStatistics);
            all.addAll(isCostliest(harmful) ? 0 : all.size(), ofRunningStatistics);
        }
        return all;
    }

    /** Whether what is wrong with the running statistics costs more than any change from training log to deployment. */
    private boolean isCostliest(List<Cause> harmful) {
        double costliest = harmful.isEmpty() ? 0 : harmful.get(0).share().mean();
        return findings.statistics()
                .flatMap(StatisticsFinding::leading)
                .filter(part -> part.lost().mean() > costliest)
                .isPresent();
    }

    /** Running statistics can be wrong though EVAL mode is no worse than TRAIN mode: with others it would be better. */
    private List<Advice> ofRunningStatistics() {
        Optional<StatisticsFinding.Part> leading = findings.statistics().flatMap(StatisticsFinding::leading);
        if (leading.isEmpty()) {
            return List.of();
        }
        StatisticsFinding statistics = findings.statistics().orElseThrow();
        List<Advice> all = new ArrayList<>();
        all.add(new Advice.MendStatistics(
                leading.get(),
                statistics.state(),
                leading.get().cause() == StatisticsCause.COMPOSITION
                        ? statistics.lostToOrder()
                        : OptionalDouble.empty(),
                best(Recommendation::isOfAllBatches),
                bestOfOwnDomain()));
        if (leading.get().cause() == StatisticsCause.SHIFT) {
            all.addAll(ofDropoutAhead());
        }
        return all;
    }

    private Optional<Tried> bestOfOwnDomain() {
        return best(tried ->
                tried.recalibration().filter(Remedy.Recalibrated::ownDomain).isPresent());
    }

    private boolean guesses(Estimate accuracy) {
        return accuracy.mean() < findings.chance() + LEARNED * (1 - findings.chance());
    }

    private List<Advice> undecided() {
        double upper = findings.gap().upper();
        return upper < SMALL_GAP
                ? List.of()
                : List.of(new Advice.MoreReplicates(findings.replicates(), needed(findings.gap()), upper));
    }

    /** Replicates that would tell a figure from 0, or from what is too small to ask for more. */
    private int needed(Estimate figure) {
        if (findings.replicates() == 1) {
            return FIRST_REPLICATES;
        }
        double half = Math.max(Math.abs(figure.mean()), SMALL_GAP) / 2;
        return Math.max(findings.replicates() + 1, figure.valuesFor(half, findings.replicates(), MOST_REPLICATES));
    }

    private List<Advice> of(Cause cause) {
        return switch (cause.factor()) {
            case STATISTICS -> ofStatistics(cause.share());
            case DROPOUT -> ofDropout(cause.share());
            case TRANSFORM, PREPROCESSING ->
                List.of(new Advice.AlignTransforms(cause.share(), best(tried -> looksAtEvalTransform(tried.remedy()))));
            case SPLIT -> List.of(new Advice.Generalize(cause.share()));
        };
    }

    private List<Advice> ofStatistics(Estimate share) {
        List<Advice> known = ofRunningStatistics();
        if (!known.isEmpty()) {
            return known;
        }
        Optional<Tried> recalibration = best(Recommendation::isOfAllBatches);
        boolean random = findings.composition()
                .map(composition -> composition.kind() == Kind.RANDOM)
                .orElse(true);
        if (!random) {
            return List.of(new Advice.ChangeComposition(
                    findings.composition().orElseThrow(), share, recalibration, bestOfOwnDomain()));
        }
        List<Advice> all = new ArrayList<>(ofDropoutAhead());
        if (recalibration.isEmpty()) {
            all.add(new Advice.TryRecalibration(share));
            return all;
        }
        Tried best = recalibration.get();
        if (best.recovers()) {
            all.add(new Advice.Recalibrate(share, best, momentum()));
        }
        if (!best.recovers() || !Advice.repairs(best, share)) {
            all.add(new Advice.LeaveBatchStatistics(share, best, findings.batchSize()));
        }
        return all;
    }

    /** Nothing unless F was measured and says that batches are random. */
    private Optional<MomentumAdvice> momentum() {
        return findings.composition()
                .filter(composition -> composition.kind() == Kind.RANDOM)
                .flatMap(composition -> findings.worstLayer())
                .flatMap(LayerFinding::momentum);
    }

    private List<Advice> ofDropout(Estimate share) {
        List<Advice> ahead = ofDropoutAhead();
        return ahead.isEmpty()
                ? List.of(
                        new Advice.RethinkDropout(share, best(tried -> tried.remedy() instanceof Remedy.DropoutPasses)))
                : ahead;
    }

    private List<Advice> ofDropoutAhead() {
        return findings.dropoutAhead()
                .<List<Advice>>map(ahead -> List.of(new Advice.MoveDropout(
                        ahead,
                        best(tried -> isOfAllBatches(tried)
                                && tried.recalibration().orElseThrow().dropout() == Dropping.OFF))))
                .orElse(List.of());
    }

    private static boolean isOfAllBatches(Tried tried) {
        return tried.recalibration()
                .filter(recalibration -> !recalibration.ownDomain())
                .isPresent();
    }

    private static boolean looksAtEvalTransform(Remedy remedy) {
        return remedy instanceof Remedy.Retrained
                || remedy instanceof Remedy.Recalibrated recalibrated
                        && recalibrated.transform() == TransformSide.EVAL
                        && !recalibrated.ownDomain();
    }

    /** The best of a kind that surely recovers anything; without such, the best of the kind. */
    private Optional<Tried> best(Predicate<Tried> kind) {
        List<Tried> ofKind = findings.remedies().stream().filter(kind).toList();
        return ofKind.stream()
                .filter(Tried::recovers)
                .findFirst()
                .or(() -> ofKind.stream().findFirst());
    }
}
