package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.results.statistics.CrossedMean;
import org.evalgap.results.statistics.Uncertain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final double MATTERS = 0.02;

    /** Of an effect whose interval is ± 0.01, so that it is sure 0.01 from a bound. */
    private static Verdict of(Direction direction, double reference, double effect) {
        Uncertain uncertain = new Uncertain(effect, 0.01 / 1.96, Double.POSITIVE_INFINITY);
        return new Expectation(direction, reference, MATTERS).of(uncertain).alone(0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "ABOVE, 0.031, SUPPORTED",
        "ABOVE, 0.029, INCONCLUSIVE",
        "ABOVE, 0.009, SMALLER_THAN_MATTERS",
        "ABOVE, -0.011, INCONCLUSIVE",
        "ABOVE, -0.031, OPPOSITE",
        "BELOW, -0.031, SUPPORTED",
        "BELOW, 0.009, SMALLER_THAN_MATTERS",
        "BELOW, 0.031, OPPOSITE",
        "DIFFERS, 0.031, SUPPORTED",
        "DIFFERS, -0.031, SUPPORTED",
        "DIFFERS, 0, SMALLER_THAN_MATTERS",
        "DIFFERS, 0.02, INCONCLUSIVE",
        "WITHIN, 0, SUPPORTED",
        "WITHIN, 0.015, INCONCLUSIVE",
        "WITHIN, 0.031, OPPOSITE",
        "WITHIN, -0.031, OPPOSITE",
        "NOT_ABOVE, -0.5, SUPPORTED",
        "NOT_ABOVE, 0.009, SUPPORTED",
        "NOT_ABOVE, 0.02, INCONCLUSIVE",
        "NOT_ABOVE, 0.031, OPPOSITE",
        "NOT_BELOW, 0.5, SUPPORTED",
        "NOT_BELOW, -0.009, SUPPORTED",
        "NOT_BELOW, -0.031, OPPOSITE"
    })
    void anEffectIsSureOnceItsIntervalIsBetweenBounds(Direction direction, double effect, Verdict verdict) {
        assertThat(of(direction, 0, effect)).isEqualTo(verdict);
        assertThat(of(direction, 1, 1 + effect)).as("against another reference").isEqualTo(verdict);
    }

    @Test
    void anEffectWithoutErrorIsSureUnlessItIsABound() {
        Expectation above = new Expectation(Direction.ABOVE, 0, MATTERS);

        assertThat(above.of(new Uncertain(0.0201, 0, 3)).alone(0.05)).isEqualTo(Verdict.SUPPORTED);
        assertThat(above.of(new Uncertain(0, 0, 3)).alone(0.05)).isEqualTo(Verdict.SMALLER_THAN_MATTERS);
        assertThat(new Expectation(Direction.ABOVE, 0, 0.5)
                        .of(new Uncertain(0.5, 0, 3))
                        .alone(0.05))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aClaimIsAsGoodAsItsWorstContrast() {
        assertThat(Verdict.all(List.of(Verdict.SUPPORTED, Verdict.SUPPORTED))).isEqualTo(Verdict.SUPPORTED);
        assertThat(Verdict.all(List.of(Verdict.SUPPORTED, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.all(List.of(Verdict.INCONCLUSIVE, Verdict.NOT_TESTABLE)))
                .isEqualTo(Verdict.NOT_TESTABLE);
        assertThat(Verdict.all(List.of(Verdict.PREMISE_NOT_MET, Verdict.SUPPORTED)))
                .isEqualTo(Verdict.PREMISE_NOT_MET);
        assertThat(Verdict.all(List.of(Verdict.NOT_TESTABLE, Verdict.SMALLER_THAN_MATTERS)))
                .isEqualTo(Verdict.SMALLER_THAN_MATTERS);
        assertThat(Verdict.all(List.of(Verdict.SMALLER_THAN_MATTERS, Verdict.OPPOSITE)))
                .isEqualTo(Verdict.OPPOSITE);
        assertThat(Verdict.NOT_TESTABLE.label()).isEqualTo("not testable");
    }

    /** At a bound itself, either false verdict may come in one of forty cases. */
    @Test
    void anEffectOfJustWhatMattersIsSeldomDecided() {
        SplittableRandom random = new SplittableRandom(1);
        int decided = 0;
        for (int repetition = 0; repetition < 2000; repetition++) {
            double[] replicates = new double[4];
            for (int i = 0; i < replicates.length; i++) {
                replicates[i] = MATTERS + 0.002 * random.nextGaussian();
            }
            Verdict verdict = new Expectation(Direction.ABOVE, 0, MATTERS)
                    .of(CrossedMean.of(replicates))
                    .alone(0.05);
            decided += verdict == Verdict.INCONCLUSIVE ? 0 : 1;
        }

        assertThat(decided / 2000.0).isBetween(0.03, 0.07);
    }
}
