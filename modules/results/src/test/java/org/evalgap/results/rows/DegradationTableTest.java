package org.evalgap.results.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.protocol.StatisticsCause;
import org.junit.jupiter.api.Test;

class DegradationTableTest {

    private static TrialRow trial(String cell, int replicate, String status, int batchSize) {
        return Rows.row(
                TrialRow.class,
                Map.of(
                        "trialId",
                        cell + replicate,
                        "cellId",
                        cell,
                        "cell",
                        "cell " + cell,
                        "replicate",
                        replicate,
                        "status",
                        status,
                        "network",
                        "cnn",
                        "normalization",
                        "batch",
                        "batchComposition",
                        "iid",
                        "augmentation",
                        "none",
                        "batchSize",
                        batchSize),
                new SplittableRandom(1));
    }

    private static EvaluationRow evaluation(String trial, String protocol, double accuracy) {
        return evaluation(trial, protocol, "all", accuracy);
    }

    private static EvaluationRow evaluation(String trial, String protocol, String domain, double accuracy) {
        return Rows.row(
                EvaluationRow.class,
                Map.of("trialId", trial, "protocol", protocol, "domain", domain, "accuracy", accuracy),
                new SplittableRandom(1));
    }

    private static List<TrialResult> results(List<TrialRow> trials, List<? extends Record> rows) {
        return trials.stream()
                .map(trial -> Rows.result(
                        trial,
                        rows.stream()
                                .filter(row -> row instanceof AttributionRow share
                                        ? share.key().trialId().equals(trial.trialId())
                                        : ((EvaluationRow) row).key().trialId().equals(trial.trialId()))
                                .toList()))
                .toList();
    }

    private static AttributionRow share(String trial, String factor, double share) {
        return Rows.row(
                AttributionRow.class,
                Map.of("trialId", trial, "factor", factor, "share", share),
                new SplittableRandom(1));
    }

    private static List<EvaluationRow> corners(String trial, double log, double trainMode, double evalMode) {
        return List.of(
                evaluation(trial, "training-log", log),
                evaluation(trial, "forgot-eval", trainMode),
                evaluation(trial, "deployed", evalMode),
                evaluation(trial, "train-mode-on-train", trainMode + 0.05),
                evaluation(trial, "eval-mode-on-train", evalMode + 0.01),
                evaluation(trial, "deployed", "first", 0.01),
                evaluation(trial, "deployed-after-forgot-eval", 0.02));
    }

    @Test
    void differencesAreTakenWithinATrialBeforeTheyAreAveraged() {
        List<EvaluationRow> evaluations = new ArrayList<>(corners("a0", 0.95, 0.90, 0.60));
        evaluations.addAll(corners("a1", 0.85, 0.50, 0.20));

        DegradationRow row = DegradationTable.of(
                        results(List.of(trial("a", 0, "OK", 4), trial("a", 1, "OK", 4)), evaluations))
                .get(0);

        assertThat(row.replicates()).isEqualTo(2);
        assertThat(row.failures()).isZero();
        assertThat(row.trainModeAccuracy().mean()).isCloseTo(0.70, within(1e-12));
        assertThat(row.evalModeAccuracy().mean()).isCloseTo(0.40, within(1e-12));
        // Both differences are 0.30, however far the accuracies are apart.
        assertThat(row.degradation().mean()).isCloseTo(0.30, within(1e-12));
        assertThat(row.degradation().upper() - row.degradation().lower()).isCloseTo(0, within(1e-12));
        assertThat(row.trainSplitDegradation().mean()).isCloseTo(0.34, within(1e-12));
        assertThat(row.trainingLogAccuracy()).isCloseTo(0.90, within(1e-12));
        assertThat(row.totalGap().mean()).isCloseTo(0.50, within(1e-12));
    }

    @Test
    void sharesAreAveragedOverReplicates() {
        DegradationRow row = DegradationTable.of(results(
                        List.of(trial("a", 0, "OK", 4), trial("a", 1, "OK", 4)),
                        List.of(
                                share("a0", "statistics", 0.10),
                                share("a1", "statistics", 0.30),
                                share("a0", "dropout", -0.05),
                                share("a1", "dropout", -0.05),
                                share("a0", "transform", 0.0),
                                share("a1", "transform", 0.0),
                                share("a0", "split", 0.25))))
                .get(0);

        assertThat(row.shares().statisticsShare().mean()).isCloseTo(0.20, within(1e-12));
        // t(0.975) with 1 degree of freedom times a standard error of 0.1.
        assertThat(row.shares().statisticsShare().upper()
                        - row.shares().statisticsShare().mean())
                .isCloseTo(1.27062, within(1e-5));
        assertThat(row.shares().dropoutShare().lower()).isCloseTo(-0.05, within(1e-12));
        assertThat(List.of(
                        row.shares().transformShare().mean(),
                        row.shares().transformShare().lower(),
                        row.shares().transformShare().upper()))
                .containsOnly(0.0);
        assertThat(row.shares().splitShare().mean()).isEqualTo(0.25);
        assertThat(row.shares().splitShare().lower()).isNull();
    }

    @Test
    void partsOfTheDegradationAreAveragedOverReplicates() {
        List<TrialResult> results = new ArrayList<>();
        for (int replicate = 0; replicate < 2; replicate++) {
            List<StatisticsCauseRow> causes = new ArrayList<>();
            for (StatisticsCause cause : StatisticsCause.values()) {
                causes.add(Rows.row(
                        StatisticsCauseRow.class,
                        Map.of("cause", cause, "accuracyLost", 0.01 * cause.ordinal() + 0.1 * replicate),
                        new SplittableRandom(1)));
            }
            results.add(Rows.result(trial("a", replicate, "OK", 4), causes));
        }
        DegradationRow row = DegradationTable.of(results).get(0);

        for (StatisticsCause cause : StatisticsCause.values()) {
            assertThat(row.causes().of(cause).mean()).isCloseTo(0.01 * cause.ordinal() + 0.05, within(1e-12));
            assertThat(row.causes().of(cause).half()).isCloseTo(0.635310, within(1e-5));
        }
        DegradationRow without = DegradationTable.of(List.of(TrialResult.of(trial("a", 0, "OK", 4))))
                .get(0);
        assertThat(without.causes().stalenessPart()).isNull();
    }

    @Test
    void aTrialThatDidNotFinishIsCountedAndNotAveraged() {
        DegradationRow row = DegradationTable.of(results(
                        List.of(trial("a", 0, "OK", 4), trial("a", 1, "DIVERGED", 4)), corners("a0", 0.9, 0.8, 0.7)))
                .get(0);

        assertThat(row.replicates()).isEqualTo(1);
        assertThat(row.failures()).isEqualTo(1);
        assertThat(row.degradation().mean()).isCloseTo(0.1, within(1e-12));
        assertThat(row.degradation().lower()).isNull();
    }

    @Test
    void aCellThatNeverFinishedHasARowWithoutNumbers() {
        DegradationRow row = DegradationTable.of(results(List.of(trial("a", 0, "FAILED", 4)), List.of()))
                .get(0);

        assertThat(row.failures()).isEqualTo(1);
        assertThat(row.evalModeAccuracy()).isNull();
        assertThat(row.degradation()).isNull();
    }

    @Test
    void cellsAreOrderedByTheirSettings() {
        List<TrialRow> trials = List.of(trial("b", 0, "OK", 32), trial("a", 0, "OK", 2), trial("c", 0, "OK", 8));

        assertThat(DegradationTable.of(results(trials, List.of())))
                .extracting(row -> row.settings().batchSize())
                .containsExactly(2, 8, 32);
    }
}
