package org.evalgap.study.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.settings.TrainingConfig.LearningRate;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

    private static final LearningRateSchedule CONSTANT = new LearningRateSchedule.Constant();

    @Test
    void constantIsOne() {
        assertThat(factors(CONSTANT, 5)).containsOnly(1);
    }

    @Test
    void cosineGoesFromOneToItsLastFactor() {
        assertThat(factors(new LearningRateSchedule.Cosine(0), 4))
                .containsExactly(
                        new double[] {1, (1 + Math.sqrt(0.5)) / 2, 0.5, (1 - Math.sqrt(0.5)) / 2}, within(1e-15));
        LearningRateSchedule tenth = new LearningRateSchedule.Cosine(0.1);
        assertThat(tenth.factor(0, 1000)).isEqualTo(1);
        assertThat(tenth.factor(500, 1000)).isCloseTo(0.55, within(1e-15));
        assertThat(tenth.factor(999, 1000)).isBetween(0.1, 0.1001);
        double[] all = factors(tenth, 1000);
        for (int i = 1; i < all.length; i++) {
            assertThat(all[i]).isLessThan(all[i - 1]);
        }
    }

    @Test
    void stepsFallAtTheirMilestones() {
        LearningRateSchedule step = new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.1);
        assertThat(factors(step, 8)).containsExactly(new double[] {1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01}, within(1e-15));
        assertThat(factors(step, 3)).containsExactly(new double[] {1, 1, 0.1}, within(1e-15));
    }

    @Test
    void warmUpRisesAndHandsOver() {
        assertThat(rates(CONSTANT, 0.3, 10))
                .containsExactly(new double[] {0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1}, within(1e-15));
        LearningRateSchedule cosine = new LearningRateSchedule.Cosine(0.2);
        double[] both = rates(cosine, 0.2, 10);
        for (int i = 0; i < 8; i++) {
            assertThat(both[2 + i]).isEqualTo(cosine.factor(i, 8));
        }
    }

    @Test
    void warmUpOfNothingIsNothing() {
        assertThat(rates(CONSTANT, 0, 3)).containsOnly(1);
        assertThat(rates(CONSTANT, 0.9, 1)).containsOnly(1);
        assertThat(rates(CONSTANT, 0.01, 10)).containsOnly(1);
    }

    @Test
    void theRateIsThatOfTheBatchSizeTimesTheFactor() {
        LearningRate rate =
                new LearningRate(0.1, LearningRate.Scaling.LINEAR, 32, new LearningRateSchedule.Cosine(0), 0);

        assertThat(rate.at(64)).isEqualTo(0.2);
        assertThat(rate.at(64, 0, 4)).isEqualTo(0.2);
        assertThat(rate.at(64, 2, 4)).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new LearningRateSchedule.Cosine(1.1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("last: expected a number from 0 to 1, received 1.1");
        assertThatThrownBy(() -> new LearningRateSchedule.Step(List.of(), 0.1))
                .hasMessage("milestones: expected at least one milestone, received none");
        assertThatThrownBy(() -> new LearningRateSchedule.Step(List.of(0.5, 0.5), 0.1))
                .hasMessage("milestones: expected increasing numbers between 0 and 1, received 0.5");
        assertThatThrownBy(() -> new LearningRateSchedule.Step(List.of(1.0), 0.1))
                .hasMessage("milestones: expected increasing numbers between 0 and 1, received 1.0");
        assertThatThrownBy(() -> new LearningRateSchedule.Step(List.of(0.5), 0))
                .hasMessage("decay: expected a number above 0, received 0.0");
        assertThatThrownBy(() -> rates(CONSTANT, 1, 1))
                .hasMessage("warm-up: expected a number from 0 to below 1, received 1.0");
    }

    private static double[] rates(LearningRateSchedule schedule, double warmUp, long steps) {
        LearningRate rate = new LearningRate(1, LearningRate.Scaling.NONE, 32, schedule, warmUp);
        return LongStream.range(0, steps)
                .mapToDouble(step -> rate.at(7, step, steps))
                .toArray();
    }

    private static double[] factors(LearningRateSchedule schedule, long steps) {
        return LongStream.range(0, steps)
                .mapToDouble(step -> schedule.factor(step, steps))
                .toArray();
    }
}
