package org.evalgap.experiment.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.schema.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheoryTest {

    /** Tabulated: ρ, n, noise of the mean, of the variance. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 2, 0.162, 0.324",
        "0.1, 4, 0.115, 0.187",
        "0.1, 8, 0.081, 0.123",
        "0.1, 32, 0.041, 0.058",
        "0.9, 4, 0.452, 0.739"
    })
    void noiseOfAnExponentialAverage(double momentum, double count, double mean, double variance) {
        assertThat(Theory.meanNoise(momentum, count)).isCloseTo(mean, within(5e-4));
        assertThat(Theory.varianceNoise(momentum, count)).isCloseTo(variance, within(5e-4));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 50, 0.005", "0.01, 500, 0.0066", "0.001, 1000, 0.368"})
    void weightOfTheStart(double momentum, long batches, double left) {
        assertThat(Theory.startWeight(momentum, batches)).isCloseTo(left, within(5e-4));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.317", "4, 0.083", "8, 0.0082", "16, 0.00011"})
    void shareOfValuesBeyondWhatABatchCanShow(double count, double share) {
        assertThat(Theory.rangeEscape(count)).isCloseTo(share, within(6e-4 * Math.max(1, share)));
    }

    @Test
    void dropoutWithoutRescalingScalesTheVariance() {
        // x · Bernoulli(1/2) of a constant 2: mean 1, variance 1; nothing of it is there without dropout.
        assertThat(Theory.dropoutVarianceRatio(2, 0, 0.5, false)).isZero();
        // Mean 0: the variance is halved with dropout, doubled by switching it off.
        assertThat(Theory.dropoutVarianceRatio(0, 3, 0.5, false)).isCloseTo(2, within(1e-12));
        assertThat(Theory.dropoutVarianceRatio(0, 3, 0.5, true)).isCloseTo(0.5, within(1e-12));
        assertThat(Theory.dropoutVarianceRatio(1, 1, 0, true)).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.05, 0.09, 0.001, 0.001, fine",
        "0.1, 0.2, 0.05, 0.15, 0.1, lower",
        "0.1, 0.2, 0.05, 0.05, 0.1, raise",
        "0.1, 0.05, 0.5, 0.05, 0.3, lower",
        "0.1, 0.05, 0.5, 0.05, 0.1, raise",
        "0.9, 0.05, 0.5, 0.05, 0.1, lower"
    })
    void momentumMovesAwayFromWhatCausesTheDistance(
            double momentum, double mean, double logVariance, double meanNoise, double varianceNoise, String advice) {
        assertThat(Labels.of(MomentumAdvice.of(momentum, mean, logVariance, meanNoise, varianceNoise)))
                .isEqualTo(advice);
    }
}
