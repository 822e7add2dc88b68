package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static Verdict of(Direction direction, double lower, double upper) {
        return Verdict.of(direction, 0.02, new Estimate((lower + upper) / 2, lower, upper));
    }

    @Test
    void anEffectAboveTheThresholdSupports() {
        assertThat(of(Direction.ABOVE, 0.021, 0.5)).isEqualTo(Verdict.SUPPORTED);
        assertThat(of(Direction.ABOVE, 0.02, 0.5)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(of(Direction.ABOVE, -1, 0.02)).isEqualTo(Verdict.INCONCLUSIVE);
        // An effect may exist and still be too small to matter.
        assertThat(of(Direction.ABOVE, 0.001, 0.019)).isEqualTo(Verdict.REFUTED);
        assertThat(of(Direction.ABOVE, -0.5, -0.3)).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void anEffectBelowTheThresholdSupports() {
        assertThat(of(Direction.BELOW, -0.5, 0.019)).isEqualTo(Verdict.SUPPORTED);
        assertThat(of(Direction.BELOW, 0.01, 0.03)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(of(Direction.BELOW, 0.021, 0.5)).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void anEffectNearZeroSupports() {
        assertThat(of(Direction.WITHIN, -0.019, 0.019)).isEqualTo(Verdict.SUPPORTED);
        assertThat(of(Direction.WITHIN, -0.019, 0.021)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(of(Direction.WITHIN, -0.021, 0.019)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(of(Direction.WITHIN, 0.021, 0.03)).isEqualTo(Verdict.REFUTED);
        assertThat(of(Direction.WITHIN, -0.03, -0.021)).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void withoutAnIntervalNothingCanBeSaid() {
        assertThat(Verdict.of(Direction.ABOVE, 0.02, Estimate.of(0.5))).isEqualTo(Verdict.NOT_TESTABLE);
        assertThat(Verdict.of(Direction.ABOVE, 0.02, Estimate.of())).isEqualTo(Verdict.NOT_TESTABLE);
        assertThat(Verdict.of(Direction.ABOVE, 0.02, Estimate.of(0.5, Double.NaN)))
                .isEqualTo(Verdict.NOT_TESTABLE);
    }

    @Test
    void aClaimIsAsGoodAsItsWorstContrast() {
        assertThat(Verdict.all(List.of(Verdict.SUPPORTED, Verdict.SUPPORTED))).isEqualTo(Verdict.SUPPORTED);
        assertThat(Verdict.all(List.of(Verdict.SUPPORTED, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.all(List.of(Verdict.INCONCLUSIVE, Verdict.NOT_TESTABLE)))
                .isEqualTo(Verdict.NOT_TESTABLE);
        assertThat(Verdict.all(List.of(Verdict.NOT_TESTABLE, Verdict.REFUTED))).isEqualTo(Verdict.REFUTED);
        assertThat(Verdict.NOT_TESTABLE.label()).isEqualTo("not testable");
    }

    /** At the threshold itself, either false verdict may come in one of forty cases. */
    @Test
    void anEffectOfJustTheThresholdIsSeldomDecided() {
        SplittableRandom random = new SplittableRandom(1);
        int decided = 0;
        for (int repetition = 0; repetition < 2000; repetition++) {
            double[] replicates = new double[4];
            for (int i = 0; i < replicates.length; i++) {
                replicates[i] = 0.02 + 0.01 * random.nextGaussian();
            }
            Verdict verdict = Verdict.of(Direction.ABOVE, 0.02, Estimate.of(replicates));
            decided += verdict == Verdict.INCONCLUSIVE ? 0 : 1;
        }

        assertThat(decided / 2000.0).isCloseTo(0.05, within(0.02));
    }
}
