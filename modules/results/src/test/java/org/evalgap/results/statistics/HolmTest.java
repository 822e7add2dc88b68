package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HolmTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void theSmallestCountsForAllAndTheLargestForItself() {
        // By hand: 4 · 0.005 = 0.02, 3 · 0.01 = 0.03, 2 · 0.03 = 0.06, 1 · 0.04 = 0.04, which may not fall behind 0.06.
        assertThat(Holm.adjusted(0.01, 0.04, 0.03, 0.005))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, EXACT);
    }

    @Test
    void oneTestNeedsNoAdjustmentAndNoneExceedsOne() {
        assertThat(Holm.adjusted(0.04)).containsExactly(0.04);
        assertThat(Holm.adjusted(0.6, 0.7)).containsExactly(1, 1);
        assertThat(Holm.adjusted()).isEmpty();
    }

    @Test
    void tiesAreTreatedAlike() {
        assertThat(Holm.adjusted(0.02, 0.02, 0.02)).containsExactly(new double[] {0.06, 0.06, 0.06}, EXACT);
    }

    @Test
    void whatIsNotTestedIsInNoFamily() {
        double[] adjusted = Holm.adjustedWhereKnown(0.02, Double.NaN, 0.03);

        assertThat(adjusted[0]).isCloseTo(0.04, EXACT);
        assertThat(adjusted[1]).isNaN();
        assertThat(adjusted[2]).isCloseTo(0.04, EXACT);
    }
}
