package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoKindsTest {

    @Test
    void aFewThatCollapsedAreAKindOfTheirOwn() {
        double[] collapses = {0.01, 0.0, 0.02, 0.005, 0.31, 0.012, 0.29, 0.008};

        assertThat(TwoKinds.in(collapses, 0.05)).isTrue();
        assertThat(TwoKinds.in(collapses, 0.5))
                .as("less than what matters apart")
                .isFalse();
    }

    @Test
    void threeValuesAreTooFew() {
        assertThat(TwoKinds.in(new double[] {0, 0.001, 0.5}, 0.05)).isFalse();
    }

    @Test
    void equalValuesAreOfOneKind() {
        assertThat(TwoKinds.in(new double[] {0.1, 0.1, 0.1, 0.1, 0.1}, 0.05)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 20})
    void oneNormalDistributionIsSeldomTakenForTwo(int n) {
        SplittableRandom random = new SplittableRandom(99);
        int taken = 0;
        for (int i = 0; i < 4000; i++) {
            double[] sample = new double[n];
            Arrays.setAll(sample, each -> random.nextGaussian());
            taken += TwoKinds.in(sample, 0) ? 1 : 0;
        }

        assertThat(taken / 4000.0).isBetween(0.004, 0.018);
    }
}
