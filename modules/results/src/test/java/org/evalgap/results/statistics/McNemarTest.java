package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {

    /** Expected values are sums of exact fractions of binomial coefficients. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "0, 1, 1",
        "3, 0, 0.25",
        "0, 5, 0.0625",
        "1, 5, 0.21875",
        "8, 1, 0.0390625",
        "2, 8, 0.109375",
        "10, 10, 1",
        "5, 15, 0.04138946533203125",
        "59, 121, 4.434449263755176e-06",
        "86, 150, 3.715936139571442e-05",
        "400, 500, 0.0009564441369189461"
    })
    void goldenValues(int onlyFirst, int onlySecond, double expected) {
        assertThat(McNemar.probability(onlyFirst, onlySecond)).isCloseTo(expected, within(1e-9 + 1e-9 * expected));
        assertThat(McNemar.probability(onlySecond, onlyFirst)).isCloseTo(expected, within(1e-9 + 1e-9 * expected));
    }

    @Test
    void equalClassifiersAreCalledDifferentInAtMostFivePercent() {
        SplittableRandom random = new SplittableRandom(1);
        int called = 0;
        for (int repetition = 0; repetition < 2000; repetition++) {
            int first = 0;
            for (int i = 0; i < 60; i++) {
                first += random.nextBoolean() ? 1 : 0;
            }
            called += McNemar.probability(first, 60 - first) < 0.05 ? 1 : 0;
        }

        // Exactly 2 · P(X ≤ 21 | 60, ½) = 0.0273: counts are whole numbers, so the test stays below its level.
        assertThat(called / 2000.0).isCloseTo(0.0273, within(0.012));
    }
}
