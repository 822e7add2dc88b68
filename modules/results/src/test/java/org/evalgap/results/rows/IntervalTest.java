package org.evalgap.results.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void studentsQuantilesAreThoseOfTheTables() {
        // t(0.975) is 12.7062 with 1 degree of freedom and 2.7764 with 4.
        Interval two = Interval.of(1, 3);
        assertThat(two.mean()).isEqualTo(2);
        assertThat(two.upper() - two.mean()).isCloseTo(12.7062 * 1, within(1e-4));
        Interval five = Interval.of(1, 2, 3, 4, 5);
        assertThat(five.mean() - five.lower()).isCloseTo(2.7764 * Math.sqrt(2.5 / 5), within(1e-4));
    }

    @Test
    void oneValueHasNoInterval() {
        assertThat(Interval.of(0.25)).isEqualTo(new Interval(0.25, null, null));
        assertThat(Interval.of().mean()).isNaN();
    }

    @Test
    void equalValuesHaveAnIntervalOfWidthZero() {
        assertThat(Interval.of(0.5, 0.5, 0.5)).isEqualTo(new Interval(0.5, 0.5, 0.5));
    }
}
