package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.replicates.Looking;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.schema.RowType;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.replicates.UntilConfig;
import org.junit.jupiter.api.Test;

class ClaimsEvaluationTest {

    private static final String DEGRADATION = "metric { table = evaluations, column = accuracy, "
            + "where { protocol = forgot-eval }, minus-where { protocol = deployed } }, unit = fraction";

    private final List<TrialResult> results = new ArrayList<>();

    private void trial(int replicate, String settings, double trainMode, double evalMode) {
        trial(replicate, "OK", settings, trainMode, evalMode);
    }

    private void trial(int replicate, String status, String settings, double trainMode, double evalMode) {
        SplittableRandom random = new SplittableRandom(results.size());
        TrialRow trial = Rows.row(
                TrialRow.class,
                Map.of(
                        "settings", settings,
                        "cellId", settings,
                        "learned", true,
                        "status", status,
                        "replicate", replicate,
                        "seed", (long) replicate,
                        "datasetFingerprint", "f"),
                random);
        results.add(Rows.result(
                trial,
                List.of(
                        Rows.row(EvaluationRow.class, evaluation("forgot-eval", trainMode), random),
                        Rows.row(EvaluationRow.class, evaluation("deployed", evalMode), random))));
    }

    private static Map<String, Object> evaluation(String protocol, double accuracy) {
        Map<String, Object> fixed = new HashMap<>(Map.of("protocol", protocol, "accuracy", accuracy, "images", 0));
        fixed.put("accuracyByBlock", null);
        return fixed;
    }

    private static String settings(String normalization, int batchSize) {
        return settings(normalization, batchSize, 0);
    }

    private static String settings(String normalization, int batchSize, double dropout) {
        String own = normalization.equals("group") ? "\"groups\":4," : "\"batch-norm-momentum\":0.1,";
        return "{\"network\":{" + own + "\"normalization\":\"" + normalization + "\",\"dropout\":" + dropout
                + "},\"training\":{\"batch-size\":" + batchSize + "}}";
    }

    private ClaimRow only(String contrast) {
        List<ClaimRow> rows = rows("{ id = c, statement = s, contrasts = [{ id = one, " + contrast + " }] }");
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private List<ClaimRow> rows(String claims) {
        return evaluation(claims, Looking.ONCE).rows();
    }

    private ClaimsEvaluation evaluation(String claims, Looking looking) {
        ClaimsEvaluation evaluation =
                new ClaimsEvaluation(ClaimsFile.read(ConfigFactory.parseString("claims = [" + claims + "]")), looking);
        results.forEach(evaluation::add);
        return evaluation;
    }

    private ClaimsEvaluation untilVerdicts(String contrast) {
        return evaluation(
                "{ id = c, statement = s, contrasts = [{ id = one, " + contrast + " }] }",
                Looking.of(new ReplicatesConfig(4, 8, new UntilConfig.Verdicts())));
    }

    @Test
    void aVerdictStandsThoughLaterReplicatesWouldNotHaveBroughtIt() {
        for (int replicate = 0; replicate < 8; replicate++) {
            double wild = replicate < 4 ? 0.001 : 0.4;
            trial(replicate, settings("batch", 4), 0.9, 0.6 + (replicate % 2 == 0 ? wild : -wild));
        }
        ClaimsEvaluation evaluation = untilVerdicts(DEGRADATION + ", first {}, direction = above, matters = 0.2");
        ClaimRow row = evaluation.rows().get(0);

        assertThat(row.verdict()).isEqualTo("supported");
        assertThat(row.replicates()).isEqualTo(4);
        assertThat(row.lower()).isGreaterThan(0.29);
        assertThat(row.upper()).isLessThan(0.31);
        assertThat(evaluation.openCells()).isEmpty();
    }

    /** Which cell has more replicates depends on what was seen of it, and must not weigh. */
    @Test
    void onlyReplicatesThatAllCellsOfAContrastHaveCount() {
        for (int replicate = 0; replicate < 8; replicate++) {
            if (replicate < 4) {
                trial(replicate, settings("batch", 4), 0.9, 0.6);
            }
            trial(replicate, settings("batch", 8), 0.9, replicate < 4 ? 0.4 + 0.1 * (replicate % 2) : 0.9);
        }
        String contrast = DEGRADATION + ", first {}, direction = above, matters = 0.39";
        ClaimRow row = untilVerdicts(contrast).rows().get(0);

        assertThat(row.replicates()).isEqualTo(4);
        assertThat(row.effect()).isCloseTo(0.375, within(1e-12));
        assertThat(untilVerdicts(contrast).openCells())
                .as("one of its cells has ended")
                .isEmpty();
    }

    @Test
    void cellsAreOpenWhereMoreReplicatesPromiseAVerdict() {
        for (int replicate = 0; replicate < 4; replicate++) {
            trial(replicate, settings("batch", 4), 0.9, 0.6 + 0.1 * (replicate % 2));
            trial(replicate, settings("batch", 8), 0.9, 0.6);
        }
        String first = ", first { training.batch-size = 4 }, direction = above, matters = ";

        assertThat(untilVerdicts(DEGRADATION + first + "0.16").openCells()).containsExactly(settings("batch", 4));
        assertThat(untilVerdicts(DEGRADATION + first + "0.249").openCells())
                .as("none is in sight")
                .isEmpty();
    }

    @Test
    void aContrastWithoutASecondSideIsTheNumberItself() {
        trial(0, settings("batch", 4), 0.9, 0.7);
        trial(1, settings("batch", 4), 0.9, 0.8);
        trial(0, settings("batch", 32), 0.9, 0.1);

        ClaimRow row = only(
                DEGRADATION + ", first { training.batch-size { at-most = 4 } }, direction = above, " + "matters = 0.1");

        assertThat(row.effect()).isCloseTo(0.15, within(1e-12));
        assertThat(row.replicates()).isEqualTo(2);
        assertThat(row.trials()).isEqualTo(2);
        assertThat(row.verdict()).isEqualTo("inconclusive");
        assertThat(row.claimVerdict()).isEqualTo("inconclusive");
        assertThat(row.measure()).isEqualTo("evaluations.accuracy (protocol = forgot-eval) − (protocol = deployed)");
        assertThat(row.first()).isEqualTo("training.batch-size ≤ 4");
        assertThat(row.second()).isNull();
    }

    @Test
    void trialsAreComparedWithinTheirReplicateAndWithEqualOtherSettings() {
        for (int replicate = 0; replicate < 3; replicate++) {
            // Replicates differ far more than the settings do.
            double level = 0.3 * replicate;
            for (double dropout : new double[] {0, 0.3}) {
                trial(replicate, settings("batch", 2, dropout), level + 0.30 + dropout, level);
                trial(replicate, settings("batch", 64, dropout), level + 0.10 + dropout, level);
            }
        }

        ClaimRow row = only(DEGRADATION + ", first { training.batch-size = smallest }, "
                + "second { training.batch-size = largest }, direction = above, matters = 0.1");

        assertThat(row.effect()).isCloseTo(0.2, within(1e-12));
        assertThat(row.upper() - row.lower()).isCloseTo(0, within(1e-12));
        assertThat(row.trials()).isEqualTo(6);
        assertThat(row.verdict()).isEqualTo("supported");
        assertThat(row.second()).isEqualTo("training.batch-size = largest");
    }

    @Test
    void settingsThatOnlyOneSideHasDoNotKeepTrialsApart() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 2), 0.8, 0.5);
            trial(replicate, settings("group", 2), 0.5, 0.5);
            trial(replicate, settings("group", 4), 0.5, 0.9);
        }

        ClaimRow row = only(DEGRADATION + ", first { network.normalization = batch }, "
                + "second { network.normalization = group }, direction = above, matters = 0.1");

        assertThat(row.trials()).isEqualTo(2);
        assertThat(row.effect()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void settingsThatAreSetFreeMayDiffer() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 2, 0.5), 0.8, 0.5);
            trial(replicate, settings("group", 2, 0), 0.5, 0.5);
        }
        String sides = ", first { network.normalization = batch }, second { network.normalization = group }, "
                + "direction = above, matters = 0.1";

        assertThat(only(DEGRADATION + sides).verdict()).isEqualTo("not testable");
        assertThat(only(DEGRADATION + sides + ", apart-from = [network.dropout]")
                        .trials())
                .isEqualTo(2);
        assertThat(only(DEGRADATION + sides + ", apart-from = [network]").trials())
                .isEqualTo(2);
    }

    @Test
    void withoutSuchTrialsNothingCanBeTested() {
        trial(0, settings("batch", 2), 0.8, 0.5);
        trial(1, "DIVERGED", settings("batch", 2), 0.8, 0.5);

        ClaimRow one = only(DEGRADATION + ", first {}, direction = above, matters = 0.1");
        ClaimRow none =
                only(DEGRADATION + ", first { network.normalization = layer }, direction = above, " + "matters = 0.1");

        assertThat(one.verdict()).isEqualTo("not testable");
        assertThat(one.effect()).isCloseTo(0.3, within(1e-12));
        assertThat(one.replicates()).isEqualTo(1);
        assertThat(one.first()).isEqualTo("all");
        assertThat(none.verdict()).isEqualTo("not testable");
        assertThat(none.effect()).isNull();
        assertThat(none.trials()).isZero();
    }

    @Test
    void aDifferenceOfEitherSignIsThatOfTheMean() {
        for (int replicate = 0; replicate < 3; replicate++) {
            trial(replicate, settings("batch", 2), 0.8, 0.5 - 0.01 * replicate);
            trial(replicate, settings("batch", 4), 0.5, 0.8 + 0.01 * replicate);
        }

        ClaimRow all = only(DEGRADATION + ", first {}, direction = differs, matters = 0.1");
        ClaimRow four = only(DEGRADATION + ", first { training.batch-size = 4 }, direction = differs, matters = 0.1");

        assertThat(all.effect()).isCloseTo(0, within(1e-12));
        assertThat(all.verdict()).isEqualTo("smaller than matters");
        assertThat(all.hidden()).isEqualTo("cells from -0.310 to +0.310");
        assertThat(four.verdict()).isEqualTo("supported");
        assertThat(four.sign()).isEqualTo("negative");
        assertThat(four.hidden()).isNull();
    }

    @Test
    void aSmallEffectHasASignOfItsOwn() {
        for (int replicate = 0; replicate < 4; replicate++) {
            trial(replicate, settings("batch", 2), 0.510 + 0.001 * replicate, 0.5);
        }

        ClaimRow row = only(DEGRADATION + ", first {}, direction = above, matters = 0.1");

        assertThat(row.verdict()).isEqualTo("smaller than matters");
        assertThat(row.sign()).isEqualTo("positive");
    }

    @Test
    void onlyCellsThatAreAsThePremiseSaysAreLookedAt() {
        for (int replicate = 0; replicate < 3; replicate++) {
            trial(replicate, settings("batch", 2), 0.8 + 0.001 * replicate, 0.5);
            trial(replicate, settings("batch", 32), 0.8, 0.8 + 0.001 * replicate);
        }
        String rest = DEGRADATION + ", direction = above, matters = 0.1, premise { statement = worse, "
                + DEGRADATION.replace(", unit = fraction", "") + ", direction = above, matters = 0.02 }, ";

        ClaimRow row = only(rest + "first {}");
        ClaimRow none = only(rest + "first { training.batch-size = 32 }");

        assertThat(row.cells()).isEqualTo(1);
        assertThat(row.cellsPremiseNotMet()).isEqualTo(1);
        assertThat(row.effect()).isCloseTo(0.301, within(1e-12));
        assertThat(none.verdict()).isEqualTo("premise not met");
        assertThat(none.adjustedProbability()).isNull();
        assertThat(none.premise()).isEqualTo("worse");
    }

    @Test
    void networksThatLearnedNothingAreNoEvidence() {
        for (int replicate = 0; replicate < 3; replicate++) {
            trial(replicate, settings("batch", 2), 0.1, 0.1);
        }
        results.replaceAll(
                result -> result.with(RowType.of(TrialRow.class).with(result.trial(), Map.of("learned", false))));

        ClaimRow row = only(DEGRADATION + ", first {}, direction = within, matters = 0.1");

        assertThat(row.verdict()).isEqualTo("premise not met");
        assertThat(row.cellsNotLearned()).isEqualTo(1);
    }

    @Test
    void aTrialThatFailedTakesItsReplicateOrItsCellWithIt() {
        for (int replicate = 0; replicate < 4; replicate++) {
            trial(replicate, settings("batch", 2), 0.9, 0.5 + 0.001 * replicate);
            // The other cell has no degradation: a mean that lost one of its trials would jump by half of the first's.
            trial(replicate, replicate == 3 ? "DIVERGED" : "OK", settings("batch", 4), 0.5 + 0.001 * replicate, 0.5);
        }

        ClaimRow row = only(DEGRADATION + ", first {}, direction = above, matters = 0.1");

        assertThat(row.replicates()).isEqualTo(3);
        assertThat(row.trials()).isEqualTo(6);
        assertThat(row.missing()).isEqualTo(2);
        assertThat(row.effect()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void manyContrastsNeedStrongerEvidence() {
        trial(0, settings("batch", 2), 0.640, 0.5);
        trial(1, settings("batch", 2), 0.641, 0.5);
        String contrast = DEGRADATION + ", first {}, direction = above, matters = 0.135";
        String twenty = IntStream.range(0, 20)
                .mapToObj(i -> "{ id = c" + i + ", " + contrast + " }")
                .collect(Collectors.joining(", "));

        ClaimRow alone = only(contrast);
        ClaimRow amongTwenty =
                rows("{ id = c, statement = s, contrasts = [" + twenty + "] }").get(0);

        assertThat(alone.verdict()).isEqualTo("inconclusive");
        assertThat(alone.probability()).isBetween(0.05, 0.07);
        assertThat(amongTwenty.adjustedProbability()).isEqualTo(1);
    }

    @Test
    void aTrialIsNotComparedWithItself() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 4), 0.8, 0.5);
        }

        ClaimRow row = only(DEGRADATION + ", first { training.batch-size { at-most = 4 } }, "
                + "second { training.batch-size = largest }, direction = above, matters = 0.1");

        assertThat(row.verdict()).isEqualTo("not testable");
        assertThat(row.trials()).isZero();
    }

    @Test
    void aClaimSaysAllThatItsContrastsSay() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 2), 0.8, 0.5);
        }
        String rest = DEGRADATION + ", first {}, matters = 0.1";

        List<ClaimRow> rows = rows("{ id = c, statement = s, contrasts = [{ id = up, direction = above, " + rest
                + " }, { id = down, direction = below, " + rest + " }] }, { id = d, statement = t, contrasts = "
                + "[{ id = up, direction = above, " + rest + " }] }");

        assertThat(rows)
                .extracting(
                        row -> row.claim() + " " + row.contrast() + ": " + row.verdict() + ", " + row.claimVerdict())
                .containsExactly(
                        "c up: supported, opposite", "c down: opposite, opposite", "d up: supported, supported");
    }
}
