package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.DiagnosisRows;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.study.check.Warning;
import org.evalgap.study.check.Warning.Severity;
import org.junit.jupiter.api.Test;

class DiagnosisReportTest {

    private static CauseDiagnosis named(LeadingCause cause) {
        return new CauseDiagnosis(cause, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Three trials with the same shares, give or take a point, and the same rows besides. */
    private static String report(List<Warning> warnings, Consumer<DiagnosisRows> rows, double... shares) {
        return report(LeadingCause.BATCH_COMPOSITION, warnings, rows, shares);
    }

    private static String report(
            LeadingCause cause, List<Warning> warnings, Consumer<DiagnosisRows> rows, double... shares) {
        List<DiagnosisRows> trials = DiagnosisRows.trials(0.9, shares);
        trials.forEach(rows);
        return DiagnosisReport.of(
                "study",
                named(cause),
                Diagnosis.of(trials.stream().map(DiagnosisRows::result).toList(), warnings, 10));
    }

    @Test
    void theWholeReport() {
        List<Warning> warnings = List.of(
                new Warning(Severity.WARNING, "training.composition", "batches are not random", "They tell", "Shuffle"),
                new Warning(Severity.INFO, "training.weight-decay", "it shrinks", "As in PyTorch", "Nothing"));
        String report = report(
                warnings,
                rows -> rows.composition(30)
                        .layer(1, 2, "lower")
                        .layer(4, 1, "lower")
                        .recalibrated(0.02)
                        .recalibrated("population", "train", "on", false, 0.04)
                        .recalibrated("population", "eval", "off", true, 0.45)
                        .averaged("ema-weights", -0.001)
                        .dropoutPasses(0),
                0.5,
                -0.05,
                0,
                0.1);
        assertThat(report).isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 35.0 %: 55.0 points less
                (95 % interval 47.5 to 62.5).

                              accuracy  95 % interval  of gap  0 %                      90 %
                training log    90.0 %                         █████████████████████████████
                  statistics     -50.0  -52.5 … -47.5    91 %               ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
                  dropout         +5.0    +2.5 … +7.5    -9 %               ░░
                  transform          –
                  split          -10.0   -12.5 … -7.5    18 %             ▒▒▒▒
                deployed        35.0 %                         ███████████
                Intervals are over 3 replicates.

                Leading cause: batch-composition (training batches are no random draws of the
                images).
                Largest share: statistics. Normalizing with running instead of batch statistics
                costs 50.0 points (95 % interval 47.5 to 52.5), 91 % of the gap.

                Worst layer: 1 (BatchNorm). Its running means are 0.50 standard deviations off
                the population's (averaging such batches scatters them by 0.10), its running
                variances are 0.50 times the population's; 2.0 % of what it sees in EVAL is
                beyond anything that training showed.
                Batch composition: F = 30.0 (95 % intervals of the replicates within 27.0 to
                33.0); random batches have 1.

                The remedy that surely recovers most: recalibration per domain with 4,000
                images, population, eval transform, dropout off. It brings 45.0 points (95 %
                interval 45.0 to 45.0), 82 % of the gap, in 1.5 s.
                remedy, its best variant                                recovers  95 % interval   cost
                recalibration per domain, population, eval, no dropout     +45.0  +45.0 … +45.0  1.5 s
                recalibration, population                                   +4.0    +4.0 … +4.0  1.5 s
                MC dropout, 20 passes                                        0.0      0.0 … 0.0  1.5 s
                average of weights, decay 0.99                              -0.1    -0.1 … -0.1  1.5 s

                What the configuration alone makes suspect
                ! training.composition: batches are not random. They tell. Shuffle.
                  training.weight-decay: it shrinks.

                Recommendation
                1. Change what batches are made of, not the momentum: F is 30.0 where random
                   batches have 1, so the images of a batch are alike, each batch has statistics
                   of its own, and their running average describes none of them. Recalibration
                   over all batches recovers +4.0 points (4.0 to 4.0). Recalibration per domain
                   recovers +45.0 points (45.0 to 45.0). Keep statistics for each domain, if the
                   domain is known; or shuffle images into random batches, or take a norm that
                   does not use the batch, such as GroupNorm, and diagnose again.
                2. Train on more images, or with more augmentation or weight decay: images that
                   were not trained on cost 10.0 points (95 % interval 7.5 to 12.5). That is
                   overfitting; no mode and no statistics change it.
                """);
    }

    @Test
    void noSignificantGap() {
        assertThat(report(LeadingCause.INCONCLUSIVE, List.of(), rows -> {}, 0.001, 0, 0, 0.001))
                .isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 89.8 %. No significant
                gap: training log minus deployed is +0.2 points, and its 95 % interval, -4.8 to
                5.2, covers 0.

                              accuracy  95 % interval    89 %                     90 %
                training log    90.0 %                   █████████████████████████████
                  statistics      -0.1    -2.6 … +2.4                               ▒▒
                  dropout            –
                  transform          –
                  split           -0.1    -2.6 … +2.4                            ▒▒▒
                deployed        89.8 %                   ████████████████████████
                Intervals are over 3 replicates.

                Leading cause: inconclusive (something may cost accuracy, but what is not sure).
                No change from training log to deployment surely costs accuracy.

                Recommendation
                Run more replicates: with 3, a gap of up to 5.2 points remains possible. --set
                replicates=6 trains only the new ones.
                """);
    }

    @Test
    void nothingAtAll() {
        assertThat(report(LeadingCause.HEALTHY, List.of(), rows -> {}, 0, 0, 0, 0))
                .isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 90.0 %. No significant
                gap: training log minus deployed is 0.0 points, and its 95 % interval, 0.0 to
                0.0, covers 0.

                              accuracy  95 % interval    89 %                     90 %
                training log    90.0 %                   █████████████████████████████
                  statistics         –
                  dropout            –
                  transform          –
                  split              –
                deployed        90.0 %                   █████████████████████████████
                Intervals are over 3 replicates.

                Leading cause: healthy (nothing costs accuracy that should not).
                No change from training log to deployment surely costs accuracy.

                Recommendation
                Nothing is to be repaired.
                """);
    }

    @Test
    void theDeployedModelIsBetter() {
        assertThat(report(LeadingCause.HEALTHY, List.of(), rows -> rows.averaged("ema-all", -0.01), 0, -0.05, 0, 0))
                .isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 95.0 %: 5.0 points more
                (95 % interval 2.5 to 7.5).

                              accuracy  95 % interval    85 %                     95 %
                training log    90.0 %                   ███████████████
                  statistics         –
                  dropout         +5.0    +2.5 … +7.5                   ░░░░░░░░░░░░░░
                  transform          –
                  split              –
                deployed        95.0 %                   █████████████████████████████
                Intervals are over 3 replicates.

                Leading cause: healthy (nothing costs accuracy that should not).
                No change from training log to deployment surely costs accuracy.

                No remedy that was tried surely recovers anything.
                remedy, its best variant                       recovers  95 % interval   cost
                average of weights and statistics, decay 0.99      -1.0    -1.0 … -1.0  1.5 s

                Recommendation
                Nothing is to be repaired.
                """);
    }

    @Test
    void causesThatMakeUpForEachOther() {
        assertThat(report(List.of(), rows -> rows.dropoutAhead(5, 0.6), 0.1, -0.1, 0, 0))
                .isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 90.0 %. No significant
                gap: training log minus deployed is 0.0 points, and its 95 % interval, -5.0 to
                5.0, covers 0.

                              accuracy  95 % interval    70 %                     90 %
                training log    90.0 %                   █████████████████████████████
                  statistics     -10.0   -12.5 … -7.5                   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒
                  dropout        +10.0   +7.5 … +12.5                   ░░░░░░░░░░░░░░
                  transform          –
                  split              –
                deployed        90.0 %                   █████████████████████████████
                Intervals are over 3 replicates.

                Leading cause: batch-composition (training batches are no random draws of the
                images).
                Still, one cause costs accuracy: statistics. Normalizing with running instead of
                batch statistics costs 10.0 points (95 % interval 7.5 to 12.5); dropout makes up
                for it.

                With the dropout of 0.3 ahead of layer 5 off, the input of that norm has 0.60
                times the variance of training (theory: 0.70).

                Recommendation
                1. Shuffle images into random batches, or keep statistics for each domain.
                2. Move dropout behind the last norm. With the dropout of 0.3 ahead of layer 5
                   off, the input of that norm has 0.60 times the variance of training (theory:
                   0.70).
                3. Try recalibration, which was not tried: statistics cost 10.0 points (95 %
                   interval 7.5 to 12.5). --set
                   'evaluation.remedies.recalibration-samples=[all]' does.
                """);
    }

    @Test
    void theLargestShareIsNotSure() {
        assertThat(DiagnosisReport.of(
                        "study",
                        named(LeadingCause.INCONCLUSIVE),
                        Diagnosis.of(
                                List.of(
                                        DiagnosisRows.trial(0, 0.9, 0.05, 0, 0, 0.034)
                                                .averaged("ema-all", 0.1)
                                                .recalibrated(0.04)
                                                .result(),
                                        DiagnosisRows.trial(1, 0.9, 0.06, 0, 0, 0.026)
                                                .averaged("ema-all", -0.01)
                                                .recalibrated(0.041)
                                                .result()),
                                List.of(),
                                10)))
                .isEqualTo("""
                Diagnosis of study: 2 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 81.5 %: 8.5 points less
                (95 % interval 7.2 to 9.8).

                              accuracy  95 % interval  of gap  73 %                     90 %
                training log    90.0 %                         █████████████████████████████
                  statistics      -5.5   -11.9 … +0.9    65 %                      ▒▒▒▒▒▒▒▒▒
                  dropout            –
                  transform          –
                  split           -3.0    -8.1 … +2.1    35 %                 ▒▒▒▒▒
                deployed        81.5 %                         ███████████████
                Intervals are over 2 replicates.

                Leading cause: inconclusive (something may cost accuracy, but what is not sure).
                The largest share, that of statistics, is not sure: 5.5 points (95 % interval
                -0.9 to 11.9).

                The remedy that surely recovers most: recalibration with 4,000 images,
                cumulative. It brings 4.1 points (95 % interval 3.4 to 4.7), 48 % of the gap, in
                1.0 s.
                remedy, its best variant                       recovers  95 % interval   cost
                average of weights and statistics, decay 0.99      +4.5  -65.4 … +74.4  1.0 s
                recalibration                                      +4.1    +3.4 … +4.7  1.0 s

                Recommendation
                Run more replicates: with 2, the largest share of the gap, that of statistics,
                is not sure. --set replicates=4 trains only the new ones.
                """);
    }

    @Test
    void oneOfTwoReplicatesFinished() {
        assertThat(DiagnosisReport.of(
                        "study",
                        named(LeadingCause.INCONCLUSIVE),
                        Diagnosis.of(
                                List.of(
                                        DiagnosisRows.diverged(1),
                                        DiagnosisRows.trial(0, 0.9, 0.3, 0, 0, 0.1)
                                                .recalibrated(0.2)
                                                .composition(1.02)
                                                .result()),
                                List.of(),
                                10)))
                .isEqualTo("""
                Diagnosis of study: 1 of 2 replicates finished
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none
                Replicate 1 failed: DIVERGED, loss is NaN in step 3.

                The training log shows 90.0 %, the deployed model gets 50.0 %: 40.0 points less
                (95 % interval 37.6 to 42.4).

                              accuracy  95 % interval  of gap  0 %                      90 %
                training log    90.0 %                         █████████████████████████████
                  statistics     -30.0  -32.0 … -29.0    75 %                     ▒▒▒▒▒▒▒▒▒▒
                  dropout            –
                  transform          –
                  split          -10.0   -12.0 … -9.0    25 %                  ▒▒▒
                deployed        50.0 %                         ████████████████
                Intervals are over images, as there is one trained network; another seed may
                differ by more.

                Leading cause: inconclusive (something may cost accuracy, but what is not sure).
                Largest share: statistics. Normalizing with running instead of batch statistics
                costs 30.0 points (95 % interval 29.0 to 32.0), 75 % of the gap.

                Batch composition: F = 1.02 (95 % interval 0.92 to 1.12); random batches have 1.

                The remedy that surely recovers most: recalibration with 4,000 images,
                cumulative. It brings 20.0 points (95 % interval 19.0 to 21.0), 50 % of the gap,
                in 0.5 s.
                remedy, its best variant  recovers  95 % interval   cost
                recalibration                +20.0  +19.0 … +21.0  0.5 s

                Recommendation
                1. Run more replicates.
                2. Recalibrate BatchNorm after training (recalibration with 4,000 images,
                   cumulative): it recovers +20.0 points (19.0 to 21.0) of the 30.0 that
                   statistics cost, in 0.5 s.
                3. Train on more images, or with more augmentation or weight decay: images that
                   were not trained on cost 10.0 points (95 % interval 9.0 to 12.0). That is
                   overfitting; no mode and no statistics change it.
                """);
    }

    @Test
    void noReplicateFinished() {
        assertThat(DiagnosisReport.of(
                        "study",
                        named(LeadingCause.NOT_LEARNED),
                        Diagnosis.of(List.of(DiagnosisRows.diverged(0)), List.of(), 10)))
                .isEqualTo("""
                Diagnosis of study: 0 of 1 replicate finished
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none
                Replicate 0 failed: DIVERGED, loss is NaN in step 3.

                No trial finished, so there is nothing to measure.
                Leading cause: not-learned (the network guesses in every mode).

                Recommendation
                Train first: lower the learning rate, take larger batches, or train longer.
                """);
    }

    @Test
    void linesFitATerminal() {
        Stream<String> reports = Stream.of(0.4, 0.05, 0.0, -0.05)
                .map(share -> report(
                        List.of(),
                        rows -> rows.composition(30)
                                .layer(1, 2, "lower")
                                .recalibrated("population", "eval", "off", false, share)
                                .averaged("ema-weights-recalibrated", share),
                        share,
                        -share,
                        share,
                        share));
        assertThat(reports.flatMap(String::lines))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    /** Shares may add up to more than there is on the way; the bars stay on their axis. */
    @Test
    void barsBelowZeroAreDrawnToo() {
        assertThat(report(List.of(), rows -> {}, 0.95, -0.2, 0, 0)).isEqualTo("""
                Diagnosis of study: 3 replicates
                cnn, normalization batch, dropout 0.3, batches of 32 (iid), augmentation none

                The training log shows 90.0 %, the deployed model gets 15.0 %: 75.0 points less
                (95 % interval 70.0 to 80.0).

                              accuracy  95 % interval  of gap  -5 %                     90 %
                training log    90.0 %                         █████████████████████████████
                  statistics     -95.0  -97.5 … -92.5   127 %  ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
                  dropout        +20.0  +17.5 … +22.5   -27 %  ░░░░░░
                  transform          –
                  split              –
                deployed        15.0 %                         ██████
                Intervals are over 3 replicates.

                Leading cause: batch-composition (training batches are no random draws of the
                images).
                Largest share: statistics. Normalizing with running instead of batch statistics
                costs 95.0 points (95 % interval 92.5 to 97.5), 127 % of the gap.

                Recommendation
                1. Shuffle images into random batches, or keep statistics for each domain.
                2. Try recalibration, which was not tried: statistics cost 95.0 points (95 %
                   interval 92.5 to 97.5). --set
                   'evaluation.remedies.recalibration-samples=[all]' does.
                """);
    }
}
