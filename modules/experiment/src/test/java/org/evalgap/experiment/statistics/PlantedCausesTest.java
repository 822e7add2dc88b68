package org.evalgap.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evalgap.results.protocol.StatisticsCause.COMPOSITION;
import static org.evalgap.results.protocol.StatisticsCause.NOISE;
import static org.evalgap.results.protocol.StatisticsCause.SHIFT;
import static org.evalgap.results.protocol.StatisticsCause.SIZE;
import static org.evalgap.results.protocol.StatisticsCause.STALENESS;
import static org.evalgap.results.protocol.StatisticsCause.START;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings on the embedded images, each with one thing wrong with its running statistics: that one shows. What batch
 * statistics have beyond any fixed ones, and dropout, are no fault of running statistics and may be anything.
 */
class PlantedCausesTest {

    /** Of accuracy; below it an effect may be certain and still nothing to act on. */
    private static final double SMALLEST_THAT_MATTERS = 0.01;

    private static final List<StatisticsCause> FAULTS = List.of(STALENESS, START, NOISE, COMPOSITION, SIZE, SHIFT);

    private static final String COSINE = "learning-rate-schedule = cosine";
    private static final String CNN = "kind = cnn, widths = [8, 16], dropout = 0";

    static Stream<Arguments> plants() {
        return Stream.of(
                Arguments.of(STALENESS, study("kind = resnet, depth = 8, width = 8", "learning-rate = 0.1")),
                Arguments.of(START, study(CNN + ", batch-norm-momentum = 0.0001", COSINE)),
                Arguments.of(
                        NOISE,
                        study(
                                "kind = simplenet, dropout = 0, batch-norm-momentum = 0.9",
                                "batch-size = 4, learning-rate = 0.02")),
                Arguments.of(
                        COMPOSITION,
                        study(CNN + ", batch-norm-momentum = 0.05", COSINE + ", composition = domain-alternating")),
                Arguments.of(SIZE, study(deep(5), COSINE + ", batch-size = 2, learning-rate = 0.002")),
                Arguments.of(
                        SHIFT,
                        study("kind = cnn, widths = [8, 16], dropout = 0.5, dropout-place = before-norm", COSINE)),
                Arguments.of(
                        SHIFT,
                        study(CNN, COSINE)
                                + ", trial.augmentation { name = darker, train = [{ kind = affine, scale = 0.4, shift = 1.5 }], eval = [] }"));
    }

    private static String study(String network, String training) {
        return "trial { network { " + network + " }, training { " + training + " } }";
    }

    /** Behind one another, norms see inputs that batches of two have normalized to ±1; a long memory is not noisy. */
    private static String deep(int blocks) {
        String block = "{ kind = linear, features = 32 }, { kind = batch-norm, momentum = 0.003 }, relu, ";
        return "kind = layers, layers = [flatten, " + block.repeat(blocks) + "{ kind = linear, features = 10 }]";
    }

    @ParameterizedTest
    @MethodSource("plants")
    void thePlantedCauseShowsAndNoOther(StatisticsCause planted, String study) {
        try (TrainedNetwork trained = new TrainedNetwork(study, 1)) {
            requireOnly(planted, trained.causes());
        }
    }

    @Test
    void nothingShowsWhereNothingIsWrong() {
        try (TrainedNetwork trained = new TrainedNetwork(study(CNN, COSINE), 1)) {
            CauseFigures causes = trained.causes();
            assertThat(faults(causes)).allSatisfy(PlantedCausesTest::requireNothing);
            assertThat(causes.state()).isEqualTo(StatisticsState.UPDATED);
        }
    }

    /** Such as a copy of the weights that was never trained itself, or a checkpoint without its buffers. */
    @Test
    void statisticsThatWereNeverSavedAreAllStart() {
        try (TrainedNetwork trained = new TrainedNetwork(study(CNN, COSINE), 1)) {
            trained.network.runningStatistics().forEach(running -> {
                for (int c = 0; c < running.channels(); c++) {
                    running.set(c, 0, 1);
                }
            });
            CauseFigures causes = trained.causes();
            requireOnly(START, causes);
            assertThat(causes.state()).isEqualTo(StatisticsState.INITIAL);
        }
    }

    /** Such as an average of the weights whose buffers were copied once. */
    @Test
    void statisticsOfEarlierWeightsAreStaleAndTheirCounterIsBehind() {
        String settings = "learning-rate = 0.1";
        String network = "kind = resnet, depth = 8, width = 8";
        State early;
        try (TrainedNetwork trained = new TrainedNetwork(study(network, settings + ", steps = 60"), 1)) {
            early = trained.network.state();
        }
        try (TrainedNetwork trained = new TrainedNetwork(study(network, settings + ", steps = 250"), 1)) {
            float[] values = Arrays.copyOf(trained.network.state().values(), early.values().length);
            int parameters = trained.network.parameters();
            System.arraycopy(early.values(), parameters, values, parameters, values.length - parameters);
            trained.network.restore(new State(values, early.batches()));
            CauseFigures causes = trained.causes();
            requireOnly(STALENESS, causes);
            assertThat(causes.state()).isEqualTo(StatisticsState.BEHIND);
        }
    }

    private static void requireOnly(StatisticsCause planted, CauseFigures causes) {
        for (CauseFigures.Step step : faults(causes)) {
            if (step.cause() == planted) {
                assertThat(step.lost().lower()).as(causes.toString()).isGreaterThan(SMALLEST_THAT_MATTERS);
            } else {
                requireNothing(step);
            }
        }
    }

    private static void requireNothing(CauseFigures.Step step) {
        assertThat(step.lost().covers(0) || Math.abs(step.lost().mean()) < SMALLEST_THAT_MATTERS)
                .as(step.toString())
                .isTrue();
    }

    private static List<CauseFigures.Step> faults(CauseFigures causes) {
        return causes.steps().stream()
                .filter(step -> FAULTS.contains(step.cause()))
                .toList();
    }
}
