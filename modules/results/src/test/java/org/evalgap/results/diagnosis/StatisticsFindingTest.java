package org.evalgap.results.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with running statistics follows from the rows of the trials. */
class StatisticsFindingTest {

    /** Three replicates with a share of statistics in the gap. */
    private static Findings findings(double share, Consumer<DiagnosisRows> rows) {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, share, 0, 0, 0);
        trials.forEach(rows);
        return Diagnosis.of(trials.stream().map(DiagnosisRows::result).toList(), List.of(), 10)
                .findings()
                .orElseThrow();
    }

    private static Findings findings(Map<StatisticsCause, Double> parts) {
        return findings(0.3, rows -> rows.statistics(StatisticsState.UPDATED, parts));
    }

    @Test
    void partsLeadFromEvalModeToTrainMode() {
        StatisticsFinding finding = findings(Map.of(StatisticsCause.STALENESS, 0.2, StatisticsCause.BATCH, -0.05))
                .statistics()
                .orElseThrow();

        assertThat(finding.parts()).extracting(StatisticsFinding.Part::cause).containsExactly(StatisticsCause.values());
        assertThat(finding.trainMode()).isCloseTo(0.8, within(1e-12));
        assertThat(finding.evalMode()).isCloseTo(0.65, within(1e-12));
        assertThat(finding.parts().get(0).lost().mean()).isCloseTo(0.2, within(1e-12));
        assertThat(finding.parts().get(0).lost().lower()).isCloseTo(0.2 - 0.02484, within(1e-4));
        assertThat(finding.parts().get(0).absent()).isFalse();
        assertThat(finding.parts().get(1).absent()).isTrue();
    }

    /** Of parts that are sure and material the largest, wherever it stands. */
    @ParameterizedTest
    @EnumSource(StatisticsCause.class)
    void theLargestFaultLeads(StatisticsCause cause) {
        Findings findings = findings(
                cause == StatisticsCause.NOISE ? Map.of(cause, 0.2) : Map.of(StatisticsCause.NOISE, 0.05, cause, 0.2));

        StatisticsCause expected = cause.isOfRunningStatistics() ? cause : StatisticsCause.NOISE;
        assertThat(findings.statistics().orElseThrow().leading().orElseThrow().cause())
                .isEqualTo(expected);
        assertThat(findings.advice())
                .first()
                .isInstanceOfSatisfying(
                        Advice.MendStatistics.class,
                        mend -> assertThat(mend.part().cause()).isEqualTo(expected));
    }

    /** Three networks that lose 3, 3 and 40 points: the mean is not sure, and each of them is. */
    @Test
    void aMeanThatIsNotSureCanBeOfReplicatesThatAre() {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, 0.3, 0, 0, 0);
        // A point is taken from the first replicate and given to the last.
        double[] lost = {0.04, 0.03, 0.39};
        for (int i = 0; i < lost.length; i++) {
            trials.get(i).statistics(StatisticsState.UPDATED, Map.of(StatisticsCause.STALENESS, lost[i]));
        }
        StatisticsFinding finding = Diagnosis.of(
                        trials.stream().map(DiagnosisRows::result).toList(), List.of(), 10)
                .findings()
                .flatMap(Findings::statistics)
                .orElseThrow();
        StatisticsFinding.Part part = finding.parts().get(0);
        assertThat(part.lost().isPositive()).isFalse();
        assertThat(part.sureIn()).isEqualTo(3);
        assertThat(finding.leading()).contains(part);

        assertThat(new StatisticsFinding.Part(part.cause(), part.lost(), 1, 2, false).isFault())
                .isFalse();
        assertThat(new StatisticsFinding.Part(part.cause(), part.lost(), 2, 5, false).isFault())
                .isFalse();
    }

    /** What costs more than any change from training log to deployment is said first. */
    @Test
    void advicesComeInTheOrderOfTheirCosts() {
        assertThat(besidesASplitOfTenPoints(0.2)).first().isInstanceOf(Advice.MendStatistics.class);
        assertThat(besidesASplitOfTenPoints(0.05)).last().isInstanceOf(Advice.MendStatistics.class);
    }

    private static List<Advice> besidesASplitOfTenPoints(double noise) {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, 0, 0, 0, 0.1);
        trials.forEach(rows -> rows.statistics(StatisticsState.UPDATED, Map.of(StatisticsCause.NOISE, noise)));
        List<Advice> advice = Diagnosis.of(
                        trials.stream().map(DiagnosisRows::result).toList(), List.of(), 10)
                .findings()
                .orElseThrow()
                .advice();
        assertThat(advice).hasSize(2);
        return advice;
    }

    @Test
    void whatIsNotSureOrTooSmallDoesNotLead() {
        assertThat(findings(Map.of(StatisticsCause.SIZE, 0.009))
                        .statistics()
                        .orElseThrow()
                        .leading())
                .isEmpty();
        Findings single = Diagnosis.of(
                        List.of(DiagnosisRows.trial(1, 0.9, 0.3, 0, 0, 0)
                                .statistics(StatisticsState.UPDATED, Map.of(StatisticsCause.SIZE, 0.009))
                                .result()),
                        List.of(),
                        10)
                .findings()
                .orElseThrow();
        assertThat(single.statistics().orElseThrow().leading()).isEmpty();
    }

    /** With other statistics EVAL mode would be better still. */
    @Test
    void aFaultIsSaidThoughTheDeployedModelIsNoWorse() {
        Findings findings = findings(
                -0.1,
                rows -> rows.statistics(
                        StatisticsState.UPDATED, Map.of(StatisticsCause.NOISE, 0.1, StatisticsCause.BATCH, -0.2)));

        assertThat(findings.advice()).hasSize(1).first().isInstanceOf(Advice.MendStatistics.class);
    }

    @Test
    void dropoutAheadOfANormIsSaidWithItsShift() {
        Findings findings = findings(
                0.3,
                rows -> rows.dropoutAhead(3, 0.7)
                        .statistics(StatisticsState.UPDATED, Map.of(StatisticsCause.SHIFT, 0.2)));

        assertThat(findings.advice()).hasSize(2);
        assertThat(findings.advice().get(0)).isInstanceOf(Advice.MendStatistics.class);
        assertThat(findings.advice().get(1)).isInstanceOf(Advice.MoveDropout.class);
    }

    @Test
    void onlyCompositionSaysWhatShufflingAccountsFor() {
        assertThat(findings(Map.of(StatisticsCause.COMPOSITION, 0.2)).advice().get(0))
                .isInstanceOfSatisfying(
                        Advice.MendStatistics.class,
                        mend -> assertThat(mend.lostToOrder()).hasValue(0.02));
        assertThat(findings(Map.of(StatisticsCause.SIZE, 0.2)).advice().get(0))
                .isInstanceOfSatisfying(
                        Advice.MendStatistics.class,
                        mend -> assertThat(mend.lostToOrder()).isEmpty());
    }

    @Test
    void oneReplicateWithOtherBuffersIsNotHidden() {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, 0.3, 0, 0, 0);
        trials.get(0).statistics(StatisticsState.UPDATED, Map.of());
        trials.get(1).statistics(StatisticsState.BEHIND, Map.of());
        trials.get(2).statistics(StatisticsState.UPDATED, Map.of());
        assertThat(Diagnosis.of(trials.stream().map(DiagnosisRows::result).toList(), List.of(), 10)
                        .findings()
                        .flatMap(Findings::statistics)
                        .orElseThrow()
                        .state())
                .isEqualTo(StatisticsState.BEHIND);
    }

    @Test
    void nothingIsSaidOfWhatWasNotMeasured() {
        assertThat(findings(0.3, rows -> {}).statistics()).isEmpty();
    }
}
