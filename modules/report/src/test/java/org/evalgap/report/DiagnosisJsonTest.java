package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.DiagnosisRows;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class DiagnosisJsonTest {

    private static final CauseDiagnosis STALE = new CauseDiagnosis(
            LeadingCause.STALE_STATISTICS,
            Optional.of(new Estimate(0.3, 0.25, 0.35)),
            Optional.of(Estimate.withoutInterval(0.5)),
            Map.of(
                    LeadingCause.STALE_STATISTICS,
                    new Estimate(0.2, 0.1, 0.3),
                    LeadingCause.SMALL_BATCHES,
                    Estimate.withoutInterval(-0.01)));

    private static Config json(CauseDiagnosis cause, List<TrialResult> trials) {
        String text = DiagnosisJson.of("my study", cause, Diagnosis.of(trials, List.of(), 10));
        assertThat(text).endsWith("}\n");
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    private static List<TrialResult> stale() {
        List<DiagnosisRows> rows = DiagnosisRows.trials(0.9, 0.5, 0, 0, 0.1);
        rows.forEach(trial -> trial.statistics(StatisticsState.UPDATED, Map.of(StatisticsCause.STALENESS, 0.2))
                .recalibrated(0.15));
        return rows.stream().map(DiagnosisRows::result).toList();
    }

    @Test
    void oneObjectHoldsTheWholeDiagnosis() {
        Config json = json(STALE, stale());

        assertThat(json.root().keySet())
                .containsExactlyInAnyOrder(
                        "study",
                        "leading_cause",
                        "meaning",
                        "recommendation",
                        "trials",
                        "finished",
                        "degradation",
                        "total_gap",
                        "candidates",
                        "training_log_accuracy",
                        "eval_mode_accuracy",
                        "shares",
                        "statistics_causes",
                        "remedies");
        assertThat(json.getString("study")).isEqualTo("my study");
        assertThat(json.getString("leading_cause")).isEqualTo("stale-statistics");
        assertThat(json.getString("meaning")).isEqualTo(LeadingCause.STALE_STATISTICS.meaning());
        assertThat(json.getInt("trials")).isEqualTo(3);
        assertThat(json.getInt("finished")).isEqualTo(3);
        assertThat(json.getConfig("degradation").root().unwrapped())
                .isEqualTo(Map.of("mean", 0.3, "lower", 0.25, "upper", 0.35));
        assertThat(json.getDouble("candidates.stale-statistics.lower")).isEqualTo(0.1);
    }

    /** Without an interval there are no bounds: none is made up. */
    @Test
    void whatHasNoIntervalHasNoBounds() {
        Config json = json(STALE, stale());

        assertThat(json.getConfig("total_gap").root().unwrapped()).isEqualTo(Map.of("mean", 0.5));
        assertThat(json.getConfig("candidates.small-batches").root().unwrapped())
                .isEqualTo(Map.of("mean", -0.01));
    }

    @Test
    void everyCauseOfTheRunningStatisticsIsThereAndAllAddUp() {
        Config causes = json(STALE, stale()).getConfig("statistics_causes");

        assertThat(causes.root().keySet())
                .containsExactlyInAnyOrder(Arrays.stream(StatisticsCause.values())
                        .map(cause -> cause.name().toLowerCase(Locale.ROOT))
                        .toArray(String[]::new));
        assertThat(causes.getDouble("staleness.mean")).isCloseTo(0.2, within(1e-9));
        assertThat(causes.root().keySet().stream()
                        .mapToDouble(cause -> causes.getDouble(cause + ".mean"))
                        .sum())
                .isCloseTo(0.2, within(1e-9));
    }

    @Test
    void sharesAddUpToTheGapAndRemediesSayWhatTheyCost() {
        Config json = json(STALE, stale());

        assertThat(json.getConfig("shares").root().keySet())
                .containsExactlyInAnyOrder("statistics", "dropout", "transform", "split");
        assertThat(json.getDouble("training_log_accuracy.mean") - json.getDouble("eval_mode_accuracy.mean"))
                .isCloseTo(0.6, within(1e-9));
        Config remedy = json.getConfigList("remedies").get(0);
        assertThat(remedy.root().keySet()).containsExactlyInAnyOrder("name", "variant", "recovered", "seconds");
        assertThat(remedy.getString("name")).isEqualTo("recalibration");
        assertThat(remedy.getDouble("recovered.mean")).isCloseTo(0.15, within(1e-9));
        assertThat(remedy.getDouble("seconds")).isEqualTo(1.5);
        assertThat(json.getStringList("recommendation")).first().isEqualTo(LeadingCause.STALE_STATISTICS.action());
    }

    @Test
    void withoutAFinishedTrialOnlyTheCauseIsKnown() {
        List<TrialResult> trials = new ArrayList<>(List.of(DiagnosisRows.diverged(0)));
        CauseDiagnosis cause =
                new CauseDiagnosis(LeadingCause.NOT_LEARNED, Optional.empty(), Optional.empty(), Map.of());

        Config json = json(cause, trials);

        assertThat(json.root().keySet())
                .containsExactlyInAnyOrder(
                        "study", "leading_cause", "meaning", "recommendation", "trials", "candidates");
        assertThat(json.getString("leading_cause")).isEqualTo("not-learned");
        assertThat(json.getConfig("candidates").root()).isEmpty();
    }

    @Test
    void theListOfCausesHasEachIdOnceWithItsMeaning() {
        List<String> lines = DiagnosisJson.causes().lines().toList();

        assertThat(lines).hasSize(2 * LeadingCause.values().length);
        for (LeadingCause cause : LeadingCause.values()) {
            int at = lines.indexOf("  " + cause.id());
            assertThat(at).as(cause.id()).isNotNegative();
            assertThat(lines.get(at + 1)).isEqualTo("      " + cause.meaning());
        }
    }
}
