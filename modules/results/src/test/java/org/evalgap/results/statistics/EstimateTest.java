package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void studentsQuantilesAreThoseOfTheTables() {
        // t(0.975) is 12.7062 with 1 degree of freedom and 2.7764 with 4.
        Estimate two = Estimate.of(1, 3);
        assertThat(two.mean()).isEqualTo(2);
        assertThat(two.upper() - two.mean()).isCloseTo(12.7062 * 1, within(1e-4));
        Estimate five = Estimate.of(1, 2, 3, 4, 5);
        assertThat(five.mean() - five.lower()).isCloseTo(2.7764 * Math.sqrt(2.5 / 5), within(1e-4));
    }

    @Test
    void oneValueHasNoInterval() {
        assertThat(Estimate.of(0.25)).isEqualTo(new Estimate(0.25, null, null));
        assertThat(Estimate.of().mean()).isNaN();
    }

    @Test
    void equalValuesHaveAnIntervalOfWidthZero() {
        assertThat(Estimate.of(0.5, 0.5, 0.5)).isEqualTo(new Estimate(0.5, 0.5, 0.5));
    }

    @Test
    void quantilesOfResamplesAreInterpolated() {
        double[] values = new double[1001];
        java.util.Arrays.setAll(values, i -> 1000 - i);
        assertThat(Estimate.resampled(400, values)).isEqualTo(new Estimate(400, 25.0, 975.0));
        assertThat(Estimate.resampled(0.5, new double[] {0, 1})).isEqualTo(new Estimate(0.5, 0.025, 0.975));
        assertThat(Estimate.resampled(3, new double[] {3})).isEqualTo(new Estimate(3, 3.0, 3.0));
    }

    @Test
    void theSignIsWhatTheWholeIntervalSays() {
        assertThat(new Estimate(1, 0.5, 1.5).isPositive()).isTrue();
        assertThat(new Estimate(1, 0.0, 2.0).isSignificant()).isFalse();
        assertThat(new Estimate(1, 0.5, 1.5).negated()).isEqualTo(new Estimate(-1, -1.5, -0.5));
        assertThat(new Estimate(1, 0.5, 1.5).negated().isNegative()).isTrue();
        assertThat(Estimate.withoutInterval(1).isSignificant()).isFalse();
        assertThat(Estimate.withoutInterval(1).half()).isNull();
    }

    @Test
    void aSingleReplicateKeepsItsOwnInterval() {
        Estimate one = new Estimate(1, 0.5, 1.5);
        assertThat(Estimate.over(List.of(one))).isSameAs(one);
        assertThat(Estimate.over(List.of(one, Estimate.withoutInterval(3)))).isEqualTo(Estimate.of(1, 3));
    }

    @Test
    void valuesThatAnIntervalNeeds() {
        Estimate four = Estimate.of(1, 2, 3, 4);
        int needed = four.valuesFor(0.5, 4, 1000);
        double deviation = Math.sqrt(5.0 / 3);
        assertThat(Estimate.studentHalf(needed - 1, deviation / Math.sqrt(needed)))
                .isLessThanOrEqualTo(0.5);
        assertThat(Estimate.studentHalf(needed - 2, deviation / Math.sqrt(needed - 1)))
                .isGreaterThan(0.5);
        assertThat(four.valuesFor(100, 4, 1000)).isEqualTo(4);
        assertThat(four.valuesFor(1e-6, 4, 1000)).isEqualTo(1000);
    }
}
