package org.evalgap.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The golden numbers are those of the published algorithm (Vigna's splitmix64.c) with seed 1234567. */
final class SplitMix64Test {

    private static final long SEED = 1234567;

    @Test
    void longsAreThePublishedOnes() {
        SplitMix64 random = new SplitMix64(SEED);

        assertThat(new long[] {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()})
                .containsExactly(
                        6457827717110365317L, 3203168211198807973L, -8629252141511181193L, 4593380528125082431L);
        assertThat(new SplitMix64(0).nextLong()).isEqualTo(0xe220a8397b1dcdafL);
    }

    @Test
    void smallerTypesAreTheUpperBits() {
        assertThat(new SplitMix64(SEED).nextInt()).isEqualTo(1503580183);
        assertThat(new SplitMix64(SEED).nextDouble()).isEqualTo(0.3500795420214081);
        assertThat(new SplitMix64(SEED).nextFloat()).isEqualTo(0.35007954f);
        assertThat(new SplitMix64(SEED).nextBoolean()).isFalse();
    }

    @Test
    void boundedIntegersFollowLemire() {
        SplitMix64 random = new SplitMix64(SEED);

        assertThat(IntStream.range(0, 10).map(i -> random.nextInt(10))).containsExactly(3, 1, 5, 2, 8, 4, 5, 2, 4, 8);
    }

    @Test
    void boundedIntegersOfALargeBoundRejectTheUnfair() {
        SplitMix64 random = new SplitMix64(SEED);

        assertThat(IntStream.range(0, 6).map(i -> random.nextInt(3 << 29)))
                .containsExactly(563842568, 279673393, 857179861, 1432687526, 681430822, 951304592);
    }

    @Test
    void boundedIntegersAreUniformWhereMultiplicationAloneIsNot() {
        // Without rejection every third value below 3 · 2²⁹ would come up a third less often than the others.
        SplitMix64 random = new SplitMix64(1);
        int[] counts = new int[3];
        int draws = 300_000;
        for (int i = 0; i < draws; i++) {
            counts[random.nextInt(3 << 29) % 3]++;
        }

        assertThat(chiSquare(counts, draws / 3.0)).isLessThan(20);
    }

    @Test
    void smallBoundsAreUniform() {
        SplitMix64 random = new SplitMix64(2);
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[random.nextInt(10)]++;
        }

        // 0.999 quantile of chi-square with 9 degrees of freedom
        assertThat(chiSquare(counts, 10_000)).isLessThan(27.9);
    }

    @Test
    void aBoundHasToBePositive() {
        assertThatThrownBy(() -> new SplitMix64(0).nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound: expected a positive integer, received 0");
    }

    @Test
    void gaussiansComeInPairsOfThePolarMethod() {
        SplitMix64 random = new SplitMix64(SEED);

        // from an independent implementation, with another logarithm
        assertThat(random.nextGaussian()).isCloseTo(-0.48024295503152287, within(1e-14));
        assertThat(random.nextGaussian()).isCloseTo(-1.0454218558291988, within(1e-14));
        assertThat(random.nextGaussian()).isCloseTo(0.21006674945905973, within(1e-14));
        assertThat(random.nextGaussian()).isCloseTo(-1.6370555402784703, within(1e-14));
    }

    @Test
    void gaussiansHaveTheMomentsOfTheStandardNormal() {
        SplitMix64 random = new SplitMix64(3);
        int draws = 200_000;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (int i = 0; i < draws; i++) {
            double x = random.nextGaussian();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
        }

        // four standard errors each
        assertThat(sum / draws).isCloseTo(0, within(4 / Math.sqrt(draws)));
        assertThat(squares / draws).isCloseTo(1, within(4 * Math.sqrt(2.0 / draws)));
        assertThat(fourths / draws).isCloseTo(3, within(4 * Math.sqrt(96.0 / draws)));
    }

    @Test
    void everyOrderOfAShuffleIsEquallyLikely() {
        SplitMix64 random = new SplitMix64(4);
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++) {
            int[] values = {9, 0, 1, 2, 9};
            random.shuffle(values, 1, 4);
            assertThat(values[0] + values[4]).isEqualTo(18);
            counts[values[1] * 2 + (values[2] > values[3] ? 1 : 0)]++;
        }

        // 0.999 quantile of chi-square with 5 degrees of freedom
        assertThat(chiSquare(counts, 10_000)).isLessThan(20.5);
    }

    private static double chiSquare(int[] counts, double expected) {
        return IntStream.of(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }
}
