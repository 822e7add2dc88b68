package org.evalgap.experiment.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShapleyValuesTest {

    @Test
    void sharesAddUpToTheWholeChange() {
        SplittableRandom random = new SplittableRandom(1);
        for (int seed = 0; seed < 1000; seed++) {
            double[] values = random.doubles(16).toArray();

            assertThat(Arrays.stream(ShapleyValues.of(values)).sum()).isCloseTo(values[15] - values[0], within(1e-12));
        }
    }

    @Test
    void aMemberThatNeverChangesTheValueHasExactlyZero() {
        SplittableRandom random = new SplittableRandom(2);
        for (int member = 0; member < 4; member++) {
            double[] values = new double[16];
            for (int subset = 0; subset < 16; subset++) {
                int twin = subset & ~(1 << member);
                values[subset] = twin == subset ? random.nextDouble() : values[twin];
            }

            assertThat(ShapleyValues.of(values)[member]).isZero();
        }
    }

    @Test
    void membersThatAddUpHaveWhatTheyAdd() {
        double[] values = new double[16];
        double[] adds = {0.25, -0.5, 0.125, 4};
        for (int subset = 0; subset < 16; subset++) {
            for (int member = 0; member < 4; member++) {
                values[subset] += (subset & (1 << member)) != 0 ? adds[member] : 0;
            }
        }

        assertThat(ShapleyValues.of(values)).containsExactly(adds, within(1e-12));
    }

    @Test
    void whatTwoDoTogetherIsHalvedAndWhatThreeDoIsThirded() {
        // 1 and 2 together gain 6; all three gain 6 + 9.
        assertThat(ShapleyValues.of(new double[] {0, 0, 0, 6, 0, 0, 0, 15}))
                .containsExactly(new double[] {3 + 3, 3 + 3, 3}, within(1e-12));
    }

    /** The definition: contributions averaged over all orders. */
    @Test
    void sharesAreTheMeansOverAllOrders() {
        SplittableRandom random = new SplittableRandom(3);
        double[] values = random.doubles(16).toArray();
        double[] sums = new double[4];
        int orders = addOrders(values, 0, sums);

        assertThat(orders).isEqualTo(24);
        assertThat(ShapleyValues.of(values))
                .containsExactly(Arrays.stream(sums).map(sum -> sum / 24).toArray(), within(1e-12));
    }

    /** Adds up each member's contributions over all orders that go on from those who joined; returns how many. */
    private static int addOrders(double[] values, int joined, double[] sums) {
        if (joined == values.length - 1) {
            return 1;
        }
        int orders = 0;
        for (int member = 0; member < sums.length; member++) {
            if ((joined & (1 << member)) == 0) {
                int with = joined | (1 << member);
                int below = addOrders(values, with, sums);
                sums[member] += below * (values[with] - values[joined]);
                orders += below;
            }
        }
        return orders;
    }
}
