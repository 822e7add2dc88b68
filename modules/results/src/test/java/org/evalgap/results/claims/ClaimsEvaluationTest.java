package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.ClaimRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
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
                        "status", status,
                        "replicate", replicate,
                        "seed", (long) replicate,
                        "datasetFingerprint", "f"),
                random);
        results.add(Rows.result(
                trial,
                List.of(
                        Rows.row(EvaluationRow.class, Map.of("protocol", "forgot-eval", "accuracy", trainMode), random),
                        Rows.row(EvaluationRow.class, Map.of("protocol", "deployed", "accuracy", evalMode), random))));
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
        ClaimsEvaluation evaluation =
                new ClaimsEvaluation(ClaimsFile.read(ConfigFactory.parseString("claims = [" + claims + "]")));
        results.forEach(evaluation::add);
        return evaluation.rows();
    }

    @Test
    void aContrastWithoutASecondSideIsTheNumberItself() {
        trial(0, settings("batch", 4), 0.9, 0.7);
        trial(1, settings("batch", 4), 0.9, 0.8);
        trial(0, settings("batch", 32), 0.9, 0.1);

        ClaimRow row = only(DEGRADATION + ", first { training.batch-size { at-most = 4 } }, direction = above, "
                + "threshold = 0.1");

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
                + "second { training.batch-size = largest }, direction = above, threshold = 0.1");

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
                + "second { network.normalization = group }, direction = above, threshold = 0.1");

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
                + "direction = above, threshold = 0.1";

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

        ClaimRow one = only(DEGRADATION + ", first {}, direction = above, threshold = 0.1");
        ClaimRow none = only(
                DEGRADATION + ", first { network.normalization = layer }, direction = above, " + "threshold = 0.1");

        assertThat(one.verdict()).isEqualTo("not testable");
        assertThat(one.effect()).isCloseTo(0.3, within(1e-12));
        assertThat(one.replicates()).isEqualTo(1);
        assertThat(one.first()).isEqualTo("all");
        assertThat(none.verdict()).isEqualTo("not testable");
        assertThat(none.effect()).isNull();
        assertThat(none.trials()).isZero();
    }

    @Test
    void absoluteValuesAreTakenOfEachTrialsDifference() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 2), 0.8, 0.5);
            trial(replicate, settings("batch", 4), 0.5, 0.8);
        }
        String absolute = DEGRADATION.replace("column = accuracy", "column = accuracy, absolute = true");

        assertThat(only(DEGRADATION + ", first {}, direction = within, threshold = 0.1")
                        .verdict())
                .isEqualTo("supported");
        assertThat(only(absolute + ", first {}, direction = above, threshold = 0.1")
                        .effect())
                .isCloseTo(0.3, within(1e-12));
    }

    @Test
    void aClaimSaysAllThatItsContrastsSay() {
        for (int replicate = 0; replicate < 2; replicate++) {
            trial(replicate, settings("batch", 2), 0.8, 0.5);
        }
        String rest = DEGRADATION + ", first {}, threshold = 0.1";

        List<ClaimRow> rows = rows("{ id = c, statement = s, contrasts = [{ id = up, direction = above, " + rest
                + " }, { id = down, direction = below, " + rest + " }] }, { id = d, statement = t, contrasts = "
                + "[{ id = up, direction = above, " + rest + " }] }");

        assertThat(rows)
                .extracting(
                        row -> row.claim() + " " + row.contrast() + ": " + row.verdict() + ", " + row.claimVerdict())
                .containsExactly("c up: supported, refuted", "c down: refuted, refuted", "d up: supported, supported");
    }
}
