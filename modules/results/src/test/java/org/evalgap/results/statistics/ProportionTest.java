package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

    /** Wilson's interval of 0 and of n is closed: z² / (n + z²). */
    @Test
    void noneAndAllHaveAWidthToo() {
        double z2 = 3.8414588;
        assertThat(Proportion.of(0, 10).lower()).isZero();
        assertThat(Proportion.of(0, 10).upper()).isCloseTo(z2 / (10 + z2), within(1e-6));
        assertThat(Proportion.of(10, 10).lower()).isCloseTo(10 / (10 + z2), within(1e-6));
        assertThat(Proportion.of(10, 10).upper()).isCloseTo(1, within(1e-12));
    }

    /** A known case: 5 of 10 is 0.2366 to 0.7634. */
    @Test
    void halfOfTen() {
        assertThat(Proportion.of(5, 10).lower()).isCloseTo(0.2366, within(1e-4));
        assertThat(Proportion.of(5, 10).upper()).isCloseTo(0.7634, within(1e-4));
    }

    @Test
    void exactBinomialTestsAddUpTheTail() {
        assertThat(Proportion.probabilityOfAtLeast(2, 2, 0.5)).isCloseTo(0.25, within(1e-12));
        assertThat(Proportion.probabilityOfAtLeast(1, 2, 0.5)).isCloseTo(0.75, within(1e-12));
        assertThat(Proportion.probabilityOfAtLeast(0, 2, 0.5)).isEqualTo(1);
    }

    @Test
    void whatWasNeverSeenMayStillHappen() {
        // Of a thing that happens with that share, 2.5 % of all samples of 100 show none.
        assertThat(Math.pow(1 - Proportion.unseen(100), 100)).isCloseTo(0.025, within(1e-12));
    }
}
