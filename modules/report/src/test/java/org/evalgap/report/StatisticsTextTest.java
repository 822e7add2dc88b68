package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.StatisticsFinding;
import org.evalgap.results.diagnosis.StatisticsFinding.Part;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTextTest {

    private static Part part(StatisticsCause cause, double lost) {
        return new Part(cause, Estimate.around(lost, 0.01), lost > 0.01 ? 3 : 0, 3, lost == 0);
    }

    private static Tried recalibrated(boolean ownDomain) {
        return new Tried(
                new Remedy.Recalibrated(Estimator.CUMULATIVE, 4000, TransformSide.TRAIN, Dropping.ON, ownDomain),
                Estimate.around(0.12, 0.01),
                0.52);
    }

    private static String advice(StatisticsCause cause, StatisticsState state) {
        return StatisticsText.of(new Advice.MendStatistics(
                part(cause, 0.13), state, OptionalDouble.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void theWayFromEvalModeToTrainMode() {
        List<Part> parts = Arrays.stream(StatisticsCause.values())
                .map(cause -> part(
                        cause,
                        switch (cause) {
                            case STALENESS -> 0.135;
                            case NOISE -> -0.002;
                            case BATCH -> -0.013;
                            default -> 0;
                        }))
                .toList();
        assertThat(StatisticsText.of(
                        new StatisticsFinding(0.655, 0.775, parts, OptionalDouble.empty(), StatisticsState.UPDATED)))
                .isEqualTo("""
                        What is wrong with the running statistics, on the test images:
                                       accuracy  95 % interval  running statistics replaced by
                        EVAL mode        65.5 %
                          staleness       +13.5  +12.5 … +14.5  the same batches, by the final weights
                          start               –                 without the start (0 and 1)
                          noise            -0.2    -1.2 … +0.8  all batches weigh the same
                          composition         –                 random batches, per domain
                          size                –                 large batches
                          shift               –                 dropout off, eval transform
                          batch            -1.3    -2.3 … -0.3  the evaluated batch's own
                          dropout             –                 (dropout on)
                        TRAIN mode       77.5 %
                        Wrong above all: staleness, 13.5 points (95 % interval 12.5 to 14.5): the
                        weights that made the statistics are not those that use them.
                        """);
    }

    /** As where some seeds collapse and others do not. */
    @Test
    void aMeanThatIsNotSureSaysInHowManyReplicatesItIs() {
        Part part = new Part(StatisticsCause.STALENESS, Estimate.around(0.073, 0.11), 4, 4, false);
        assertThat(StatisticsText.of(new Advice.MendStatistics(
                        part, StatisticsState.UPDATED, OptionalDouble.empty(), Optional.empty(), Optional.empty())))
                .endsWith("Staleness costs 7.3 points (95 % interval -3.7 to 18.3) on average, and surely in 4 of 4"
                        + " replicates.");
    }

    @Test
    void whereNothingIsWrongThatIsSaid() {
        List<Part> parts = List.of(part(StatisticsCause.STALENESS, 0.005));
        assertThat(StatisticsText.of(
                        new StatisticsFinding(0.8, 0.805, parts, OptionalDouble.empty(), StatisticsState.AHEAD)))
                .endsWith("""
                        The running statistics saw more batches than the training had. None of it is
                        surely wrong by a point or more.
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STALENESS | UPDATED | Recalibrate BatchNorm after training, or let the training end on a lower learning rate: the weights move faster than the statistics follow.",
                "STALENESS | BEHIND | Recalibrate BatchNorm, or copy the statistics whenever the weights are: these are of other weights.",
                "START | UPDATED | Raise the momentum of BatchNorm, or train longer, or recalibrate: mean 0 and variance 1 still weigh in the statistics.",
                "START | INITIAL | Save the running statistics with the weights, and update them in training: they are 0 and 1, as they start.",
                "NOISE | UPDATED | Lower the momentum of BatchNorm, or recalibrate after training: the statistics remember too few batches.",
                "SIZE | UPDATED | Take larger batches for BatchNorm, or GroupNorm, or recalibrate in large batches: deeper norms saw inputs that small batches had normalized.",
                "SHIFT | UPDATED | Recalibrate BatchNorm as it is used, with dropout off and the eval transform, or train as it is used: training shows the norms another input."
            })
    void everyFaultHasItsAdvice(StatisticsCause cause, StatisticsState state, String expected) {
        String name = cause.name().charAt(0) + cause.name().substring(1).toLowerCase(java.util.Locale.ROOT);
        assertThat(advice(cause, state))
                .isEqualTo(expected + " " + name + " costs 13.0 points (95 % interval 12.0 to 14.0).");
    }

    @Test
    void compositionSaysWhatShufflingAndDomainsGiveBack() {
        assertThat(StatisticsText.of(new Advice.MendStatistics(
                        part(StatisticsCause.COMPOSITION, 0.4),
                        StatisticsState.UPDATED,
                        OptionalDouble.of(0.1),
                        Optional.of(recalibrated(false)),
                        Optional.of(recalibrated(true)))))
                .isEqualTo("Shuffle images into random batches, or keep statistics for each domain if the domain is"
                        + " known, or take a norm that does not use the batch, such as GroupNorm. Composition costs 40.0"
                        + " points (95 % interval 39.0 to 41.0). Random batches of both domains together would give back"
                        + " 10.0 of these points, the rest takes statistics of each domain's own. Recalibration"
                        + " (recalibration with 4,000 images, cumulative) recovers +12.0 points (11.0 to 13.0), in 0.5 s."
                        + " Recalibration per domain recovers +12.0 points (11.0 to 13.0), in 0.5 s.");
    }
}
