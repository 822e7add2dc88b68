package org.evalgap.results.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.evalgap.results.diagnosis.Composition.Kind;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.Diagnosis.Verdict;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.check.Warning;
import org.evalgap.study.check.Warning.Severity;
import org.junit.jupiter.api.Test;

/** Verdicts and advice follow from the rows alone. */
class DiagnosisTest {

    private static Findings findings(List<DiagnosisRows> trials) {
        return Diagnosis.of(trials.stream().map(DiagnosisRows::result).toList(), List.of(), 10)
                .findings()
                .orElseThrow();
    }

    /** Three trials with the same shares, give or take a point, and the same rows besides. */
    private static Findings findings(Consumer<DiagnosisRows> rows, double... shares) {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, shares);
        trials.forEach(rows);
        return findings(trials);
    }

    @Test
    void figuresAreMeansOverReplicatesWithStudentsIntervals() {
        Findings findings = findings(rows -> {}, 0.3, 0, 0, 0.1);

        assertThat(findings.replicates()).isEqualTo(3);
        assertThat(findings.seen().mean()).isCloseTo(0.9, within(1e-12));
        assertThat(findings.deployed().mean()).isCloseTo(0.5, within(1e-12));
        Estimate gap = Estimate.of(0.38, 0.4, 0.42);
        assertThat(findings.gap().mean()).isCloseTo(0.4, within(1e-12));
        assertThat(findings.gap().lower()).isCloseTo(gap.lower(), within(1e-12));
        assertThat(findings.gap().upper()).isCloseTo(gap.upper(), within(1e-12));
        Estimate share = Estimate.of(0.29, 0.3, 0.31);
        assertThat(findings.causes()).extracting(Cause::factor).containsExactlyElementsOf(Factor.OF_TRIALS);
        Cause statistics = findings.causes().get(0);
        assertThat(statistics.share().lower()).isCloseTo(share.lower(), within(1e-12));
        assertThat(findings.causes()).extracting(Cause::absent).containsExactly(false, true, true, false);
    }

    @Test
    void oneReplicateHasIntervalsOverImages() {
        Findings findings = findings(List.of(DiagnosisRows.trial(0, 0.9, 0.3, 0, 0, 0.1)
                .recalibrated(0.2)
                .layer(1, 0.5, "raise")
                .composition(1)));

        // 1.96 √(0.9 · 0.1 / 4000 + 0.5 · 0.5 / 2000)
        assertThat(findings.gap().lower()).isCloseTo(0.4 - 0.0238, within(1e-4));
        assertThat(findings.gap().upper()).isCloseTo(0.4 + 0.0238, within(1e-4));
        assertThat(findings.causes().get(0).share().lower()).isCloseTo(0.29, within(1e-12));
        assertThat(findings.causes().get(0).share().upper()).isCloseTo(0.32, within(1e-12));
        assertThat(findings.remedies().get(0).recovered().lower()).isCloseTo(0.19, within(1e-12));
        assertThat(findings.advice()).hasSize(2).first().isInstanceOf(Advice.Recalibrate.class);
    }

    @Test
    void theVerdictIsWhatTheIntervalSays() {
        assertThat(findings(rows -> {}, 0.1, 0, 0, 0).verdict()).isEqualTo(Verdict.WORSE);
        assertThat(findings(rows -> {}, -0.1, 0, 0, 0).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(findings(rows -> {}, 0.001, 0, 0, 0).verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
    }

    @Test
    void withoutEffectThereIsNothingToDoUnlessTheIntervalIsWide() {
        assertThat(findings(rows -> {}, 0, 0, 0, 0).advice()).isEmpty();
        assertThat(findings(rows -> {}, -0.1, 0, 0, 0).advice()).isEmpty();
        Findings wide = findings(rows -> {}, 0.001, 0.001, 0.001, 0.001);
        double upper = wide.gap().upper();
        assertThat(upper).isGreaterThan(0.02);
        assertThat(wide.leadingCause()).isEmpty();
        assertThat(wide.advice())
                .containsExactly(new Advice.MoreReplicates(3, wide.gap().valuesFor(0.01, 3, 100), upper));
        assertThat(findings(rows -> {}, 0.02, 0.02, 0.02, 0.02).verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
    }

    @Test
    void aCauseThatIsNotSureButMayCostMostAsksForMoreReplicates() {
        Findings none = findings(List.of(
                DiagnosisRows.trial(0, 0.9, 0.03, 0.01, 0, 0), DiagnosisRows.trial(1, 0.9, 0.01, 0.0301, 0, 0)));
        assertThat(none.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(none.leadingCause()).isEmpty();
        assertThat(none.advice())
                .containsExactly(new Advice.FindCause(2, 11, none.causes().get(1)));

        Findings other = findings(
                List.of(DiagnosisRows.trial(0, 0.9, 0.04, 0, 0, 0.02), DiagnosisRows.trial(1, 0.9, 0.0401, 0, 0, 0.1)));
        assertThat(other.verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
        assertThat(other.unsureCause()).isEmpty();

        Findings both = findings(List.of(
                DiagnosisRows.trial(0, 0.9, 0.02, 0.05, 0, 0.05), DiagnosisRows.trial(1, 0.9, 0.0201, 0.02, 0, 0.08)));
        assertThat(both.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(both.leadingCause().orElseThrow().factor()).isEqualTo(Factor.STATISTICS);
        assertThat(both.unsureCause().orElseThrow().factor()).isEqualTo(Factor.SPLIT);
        assertThat(both.advice())
                .containsExactly(
                        new Advice.FindCause(2, 5, both.causes().get(3)),
                        new Advice.TryRecalibration(both.causes().get(0).share()));
    }

    @Test
    void theBestRemedyIsTheBestOfThoseThatAreSure() {
        List<DiagnosisRows> trials = List.of(
                DiagnosisRows.trial(0, 0.9, 0.2, 0, 0, 0)
                        .recalibrated(0.3)
                        .recalibrated("population", "train", "on", false, 0.1)
                        .averaged("ema-all", 0.05),
                DiagnosisRows.trial(1, 0.9, 0.21, 0, 0, 0)
                        .recalibrated(0.0)
                        .recalibrated("population", "train", "on", false, 0.11)
                        .averaged("ema-all", 0.06));
        Findings findings = findings(trials);
        assertThat(findings.remedies()).extracting(Tried::recovers).containsExactly(false, true, false);
        assertThat(findings.bestRemedy()).contains(findings.remedies().get(1));
        assertThat(((Advice.Recalibrate) findings.advice().get(0)).recalibration())
                .isEqualTo(findings.remedies().get(1));
        assertThat(findings(rows -> rows.averaged("ema-all", -0.1), 0.1, 0, 0, 0)
                        .bestRemedy())
                .isEmpty();
    }

    @Test
    void networksThatGuessAreToBeTrainedFirst() {
        Findings guessing = findings(
                List.of(DiagnosisRows.trial(0, 0.13, 0.03, 0, 0, 0), DiagnosisRows.trial(1, 0.13, 0.0301, 0, 0, 0)));
        assertThat(guessing.advice()).containsExactly(new Advice.TrainFirst(0.1));
        Findings lost = findings(
                List.of(DiagnosisRows.trial(0, 0.93, 0.83, 0, 0, 0), DiagnosisRows.trial(1, 0.93, 0.8301, 0, 0, 0)));
        assertThat(lost.advice()).hasOnlyElementsOfType(Advice.TryRecalibration.class);
    }

    @Test
    void theCostliestCauseLeadsAndSmallOnesWait() {
        Findings findings = findings(rows -> {}, 0.03, -0.2, 0.06, 0.5);
        assertThat(findings.leadingCause().orElseThrow().factor()).isEqualTo(Factor.SPLIT);
        assertThat(findings.advice())
                .extracting(Object::getClass)
                .containsExactly(Advice.Generalize.class, Advice.AlignTransforms.class);
    }

    @Test
    void aCauseThatOthersMakeUpForIsStillNamed() {
        Findings findings = findings(rows -> rows.recalibrated(0.09).composition(1), 0.1, -0.1, 0, 0);
        assertThat(findings.verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
        assertThat(findings.leadingCause().orElseThrow().factor()).isEqualTo(Factor.STATISTICS);
        assertThat(findings.advice()).hasOnlyElementsOfType(Advice.Recalibrate.class);
    }

    @Test
    void statisticsThatRecalibrationRepairs() {
        Findings findings = findings(
                rows -> rows.recalibrated(0.15)
                        .composition(1)
                        .layer(1, 0.2, "fine")
                        .layer(4, 0.5, "raise"),
                0.2,
                0,
                0,
                0);

        assertThat(findings.advice())
                .containsExactly(new Advice.Recalibrate(
                        findings.causes().get(0).share(),
                        findings.remedies().get(0),
                        Optional.of(MomentumAdvice.RAISE)));
        assertThat(findings.worstLayer().orElseThrow().layer()).isEqualTo(4);
        assertThat(findings.worstLayer().orElseThrow().varianceRatio()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void statisticsThatRecalibrationRepairsInPart() {
        Findings findings = findings(rows -> rows.recalibrated(0.05).composition(1), 0.2, 0, 0, 0);
        Estimate share = findings.causes().get(0).share();
        Tried best = findings.remedies().get(0);
        assertThat(findings.advice())
                .containsExactly(
                        new Advice.Recalibrate(share, best, Optional.empty()),
                        new Advice.LeaveBatchStatistics(share, best, 32));
    }

    @Test
    void statisticsThatRecalibrationDoesNotRepair() {
        Findings findings = findings(List.of(
                DiagnosisRows.trial(0, 0.9, 0.2, 0, 0, 0)
                        .recalibrated(0.02)
                        .composition(1)
                        .layer(1, 1, "lower"),
                DiagnosisRows.trial(1, 0.9, 0.21, 0, 0, 0)
                        .recalibrated(-0.02)
                        .composition(1)
                        .layer(1, 1, "lower")));
        assertThat(findings.advice())
                .containsExactly(new Advice.LeaveBatchStatistics(
                        findings.causes().get(0).share(), findings.remedies().get(0), 32));
    }

    @Test
    void statisticsThatNobodyTriedToRepair() {
        Findings findings = findings(rows -> rows.dropoutPasses(0.1).averaged("ema-all", 0.1), 0.2, 0, 0, 0);
        assertThat(findings.advice())
                .containsExactly(
                        new Advice.TryRecalibration(findings.causes().get(0).share()));
    }

    @Test
    void batchesOfLikeImagesGetNoAdviceOnMomentum() {
        Findings findings = findings(
                rows -> rows.composition(30)
                        .layer(1, 2, "lower")
                        .recalibrated(0.02)
                        .recalibrated("population", "train", "on", false, 0.04)
                        .recalibrated("cumulative", "train", "on", true, 0.45),
                0.5,
                0,
                0,
                0);

        assertThat(findings.composition().orElseThrow().kind()).isEqualTo(Kind.ALIKE);
        assertThat(findings.advice()).hasSize(1);
        Advice.ChangeComposition change =
                (Advice.ChangeComposition) findings.advice().get(0);
        assertThat(change.recalibration().orElseThrow().recovered().mean()).isCloseTo(0.04, within(1e-12));
        assertThat(change.recalibrationRepairs()).isFalse();
        assertThat(change.ownDomain().orElseThrow().recovered().mean()).isCloseTo(0.45, within(1e-12));
        assertThat(change.ownDomainRepairs()).isTrue();
    }

    @Test
    void warningsOnMomentumNeedRandomBatches() {
        Warning momentum = new Warning(Severity.WARNING, "network.batch-norm-momentum", "a", "b", "c");
        Warning batches = new Warning(Severity.WARNING, "training.batch-size", "a", "b", "c");
        TrialResult random =
                DiagnosisRows.trial(0, 0.9, 0, 0, 0, 0).composition(1).result();
        TrialResult alike =
                DiagnosisRows.trial(0, 0.9, 0, 0, 0, 0).composition(30).result();
        assertThat(Diagnosis.of(List.of(random), List.of(batches, momentum), 10).warnings())
                .containsExactly(batches, momentum);
        assertThat(Diagnosis.of(List.of(alike), List.of(batches, momentum), 10).warnings())
                .containsExactly(batches);
    }

    /** A recalibration that helps does not make batches random. */
    @Test
    void balancedBatchesAreNotRandomEither() {
        Findings findings =
                findings(rows -> rows.composition(0.6).layer(1, 2, "raise").recalibrated(0.2), 0.2, 0, 0, 0);
        assertThat(findings.composition().orElseThrow().kind()).isEqualTo(Kind.BALANCED);
        Advice.ChangeComposition change =
                (Advice.ChangeComposition) findings.advice().get(0);
        assertThat(change.recalibrationRepairs()).isTrue();
        assertThat(change.ownDomain()).isEmpty();
        assertThat(change.ownDomainRepairs()).isFalse();
    }

    /** As with domains of another contrast. */
    @Test
    void batchesThatDifferInSpreadAloneAreNotRandom() {
        Composition composition = findings(rows -> rows.composition(1, 5.0), 0, 0, 0, 0)
                .composition()
                .orElseThrow();
        assertThat(composition.kind()).isEqualTo(Kind.ALIKE);
        assertThat(composition.statistic().mean()).isEqualTo(5);
        assertThat(findings(rows -> rows.composition(3, 5.0), 0, 0, 0, 0)
                        .composition()
                        .orElseThrow()
                        .statistic()
                        .mean())
                .isEqualTo(3);
    }

    @Test
    void compositionIsRandomUnlessEveryIntervalExcludesOneAndFIsFar() {
        assertThat(findings(rows -> rows.composition(1.2), 0, 0, 0, 0)
                        .composition()
                        .orElseThrow())
                .isEqualTo(new Composition(new Estimate(1.2, 0.9 * 1.2, 1.1 * 1.2)))
                .extracting(Composition::kind)
                .isEqualTo(Kind.RANDOM);
        Findings disagreeing = findings(List.of(
                DiagnosisRows.trial(0, 0.9, 0, 0, 0, 0).composition(1),
                DiagnosisRows.trial(1, 0.9, 0, 0, 0, 0).composition(5)));
        assertThat(disagreeing.composition().orElseThrow().statistic().mean()).isEqualTo(3);
        assertThat(disagreeing.composition().orElseThrow().kind()).isEqualTo(Kind.RANDOM);
    }

    @Test
    void replicatesThatDisagreeGiveNoAdviceOnMomentum() {
        Findings findings = findings(List.of(
                DiagnosisRows.trial(0, 0.9, 0.2, 0, 0, 0)
                        .recalibrated(0.19)
                        .composition(1)
                        .layer(1, 1, "lower"),
                DiagnosisRows.trial(1, 0.9, 0.21, 0, 0, 0)
                        .recalibrated(0.2)
                        .composition(1)
                        .layer(1, 1, "raise")));
        assertThat(findings.worstLayer().orElseThrow().momentum()).isEmpty();
        assertThat(((Advice.Recalibrate) findings.advice().get(0)).momentum()).isEmpty();
    }

    @Test
    void dropoutAheadOfANormIsToMove() {
        Consumer<DiagnosisRows> rows = trial -> trial.composition(1)
                .dropoutAhead(5, 0.8)
                .dropoutAhead(8, 0.6)
                .recalibrated(0.01)
                .recalibrated("cumulative", "train", "off", false, 0.09)
                .dropoutPasses(0.02);
        Findings costly = findings(rows, 0, 0.1, 0, 0);
        Advice.MoveDropout move = (Advice.MoveDropout) costly.advice().get(0);
        assertThat(costly.advice()).hasSize(1);
        assertThat(move.ahead().layer()).isEqualTo(8);
        assertThat(move.ahead().varianceRatio()).isCloseTo(0.6, within(1e-12));
        assertThat(move.recalibration().orElseThrow().recovered().mean()).isCloseTo(0.09, within(1e-12));

        assertThat(findings(rows, 0.1, 0.1, 0, 0).advice())
                .extracting(Object::getClass)
                .containsExactly(Advice.MoveDropout.class, Advice.Recalibrate.class);
        assertThat(findings(rows, 0, -0.1, 0, 0).advice()).isEmpty();
    }

    @Test
    void dropoutThatCostsWithoutANormBehindIt() {
        Findings findings = findings(rows -> rows.dropoutAhead(5, 0.97).dropoutPasses(0.02), 0, 0.1, 0, 0);
        assertThat(findings.dropoutAhead()).isEmpty();
        assertThat(findings.advice())
                .containsExactly(new Advice.RethinkDropout(
                        findings.causes().get(1).share(),
                        Optional.of(findings.remedies().get(0))));
    }

    @Test
    void aTransformThatCostsIsComparedWithWhatLooksAtIt() {
        Findings findings = findings(
                rows -> rows.recalibrated("population", "train", "on", false, 0.09)
                        .recalibrated("cumulative", "eval", "on", false, 0.03)
                        .retrained(0.05),
                0,
                0,
                0.1,
                0);
        Advice.AlignTransforms align =
                (Advice.AlignTransforms) findings.advice().get(0);
        assertThat(align.adaptation().orElseThrow().remedy()).isEqualTo(new Remedy.Retrained(1));
    }

    @Test
    void remediesAreOrderedAndVariantsWithTheSameOutcomeAreOne() {
        Findings findings = findings(
                rows -> rows.recalibrated("cumulative", "train", "on", false, 0.01)
                        .recalibrated("cumulative", "eval", "on", false, 0.01)
                        .averaged("ema-statistics", -0.1)
                        .averaged("ema-weights-recalibrated", 0.2),
                0.1,
                0,
                0,
                0);
        assertThat(findings.remedies())
                .extracting(Tried::remedy)
                .containsExactly(
                        new Remedy.ExponentiallyAveraged(Remedy.Averaged.WEIGHTS_RECALIBRATED, 0.99),
                        findings.remedies().get(1).remedy(),
                        new Remedy.ExponentiallyAveraged(Remedy.Averaged.STATISTICS, 0.99));
        assertThat(findings.remedies().get(0).recovered().mean()).isCloseTo(0.2, within(1e-12));
        assertThat(findings.remedies().get(0).seconds()).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void failedTrialsAreLeftOut() {
        List<TrialResult> results = new ArrayList<>();
        results.add(DiagnosisRows.diverged(1));
        DiagnosisRows.trials(0.9, 0.3, 0, 0, 0).forEach(trial -> results.add(trial.result()));
        results.remove(2);
        Diagnosis diagnosis = Diagnosis.of(results, List.of(), 10);
        assertThat(diagnosis.trials())
                .extracting(trial -> trial.replicate() + " " + trial.status())
                .containsExactly("0 OK", "1 DIVERGED", "2 OK");
        assertThat(diagnosis.findings().orElseThrow().replicates()).isEqualTo(2);

        assertThat(Diagnosis.of(List.of(DiagnosisRows.diverged(0)), List.of(), 10)
                        .findings())
                .isEmpty();
    }

    @Test
    void trialsNeedAllCorners() {
        TrialResult whole = DiagnosisRows.trial(0, 0.9, 0.1, 0, 0, 0).result();
        TrialResult minimal = new TrialResult(
                whole.trial(),
                whole.epochs(),
                whole.evaluations(),
                whole.comparisons(),
                List.of(),
                whole.noGrad(),
                whole.remedies(),
                whole.layers(),
                whole.statisticsCauses(),
                whole.statisticsDistances(),
                whole.deployments(),
                whole.skippedImages(),
                whole.findings());
        assertThatThrownBy(() -> Diagnosis.of(List.of(minimal), List.of(), 10))
                .hasMessage("cannot diagnose trial trial0; expected: the share of statistics; received: a trial that "
                        + "was not measured at all corners");
    }
}
