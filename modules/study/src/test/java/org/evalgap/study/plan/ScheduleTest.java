package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.evalgap.data.random.Seed;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static Plan plan(double... seconds) {
        List<Training> trainings = new ArrayList<>();
        for (double each : seconds) {
            String id = String.format("%032x", trainings.size());
            Trial trial = new Trial(id, id, "", new TreeMap<>(), 0, null, new Seed(1));
            trainings.add(new Training(id, List.of(trial), each, 1));
        }
        return new Plan(trainings, seconds.length, seconds.length, Set.of());
    }

    @Test
    void theFirstFreeExecutorTakesTheNextTraining() {
        assertThat(Schedule.simulate(plan(5, 4, 3, 3), 2)).isEqualTo(new Schedule(2, 8, 15 / 16.0, 7.5));
        assertThat(Schedule.simulate(plan(5, 4, 3, 3), 1)).isEqualTo(new Schedule(1, 15, 1, 15));
        assertThat(Schedule.simulate(plan(5, 4, 3, 3), 1000)).isEqualTo(new Schedule(1000, 5, 15 / 5000.0, 5));
        assertThat(Schedule.simulate(plan(), 3)).isEqualTo(new Schedule(3, 0, 0, 0));
    }

    /** Graham's bound for giving the longest first: at most a third above the best schedule, which the bound is below. */
    @Test
    void longestFirstIsNearItsBound() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            int executors = random.nextInt(1, 20);
            double[] seconds = random.doubles(random.nextInt(1, 300), 0.1, 10).toArray();
            double[] longestFirst = Arrays.stream(seconds)
                    .boxed()
                    .sorted(Comparator.reverseOrder())
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            Schedule schedule = Schedule.simulate(plan(longestFirst), executors);
            assertThat(schedule.makespanSeconds()).isGreaterThanOrEqualTo(schedule.boundSeconds() * (1 - 1e-12));
            double lowest = longestFirst.length > executors
                    ? Math.max(schedule.boundSeconds(), longestFirst[executors - 1] + longestFirst[executors])
                    : schedule.boundSeconds();
            assertThat(schedule.makespanSeconds()).isLessThanOrEqualTo(lowest * 4 / 3 + 1e-9);
            assertThat(schedule.utilisation() * schedule.makespanSeconds() * executors)
                    .isCloseTo(Arrays.stream(seconds).sum(), within(1e-6));
        }
    }

    @Test
    void thereHasToBeAnExecutor() {
        assertThatThrownBy(() -> Schedule.simulate(plan(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot simulate a schedule; expected: at least 1 executor; received: 0");
    }
}
