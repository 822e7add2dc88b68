package org.evalgap.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static Outcomes right(int images, int... positions) {
        BitSet seen = new BitSet();
        seen.set(0, images);
        BitSet right = new BitSet();
        IntStream.of(positions).forEach(right::set);
        return new Outcomes(seen, right, new int[images], new float[images], new float[images]);
    }

    private static Outcomes firstRight(int count) {
        return right(20, IntStream.range(0, count).toArray());
    }

    @Test
    void imagesThatDidNotPassCountForNothing() {
        Outcomes all = right(4, 0, 1);
        BitSet seen = new BitSet();
        seen.set(1, 4);
        BitSet right = new BitSet();
        right.set(2, 4);
        Outcomes three = new Outcomes(seen, right, new int[4], new float[4], new float[4]);

        assertThat(three.accuracy()).isEqualTo(2.0 / 3);
        assertThat(three.accuracy(Half.CHOICE)).isEqualTo(1);
        assertThat(three.minus(all).mean()).isEqualTo(1.0 / 3);
        assertThat(all.minus(three).mean()).isEqualTo(-1.0 / 3);
    }

    @Test
    void halvesAreApartAndTogetherAll() {
        Outcomes outcomes = right(5, 0, 1, 4);

        assertThat(outcomes.accuracy()).isEqualTo(0.6);
        assertThat(outcomes.accuracy(Half.CHOICE)).isEqualTo(2.0 / 3);
        assertThat(outcomes.accuracy(Half.MEASURE)).isEqualTo(0.5);
    }

    @Test
    void differencesAreOfPairs() {
        Difference difference = right(4, 0, 1, 2).minus(right(4, 2, 3));

        // Two won, one lost of four: variance 3/4 − 1/16 of a single one.
        assertThat(difference.mean()).isEqualTo(0.25);
        assertThat(difference.deviation()).isCloseTo(Math.sqrt((0.75 - 0.0625) / 4), within(1e-12));
        assertThat(difference.isMaterial()).isFalse();
    }

    /** Five wins and no loss have an interval above 0, and happen to one of sixteen without any difference. */
    @Test
    void aGainOnFewImagesIsNotMaterial() {
        assertThat(firstRight(5).minus(right(20)).estimate().isPositive()).isTrue();
        assertThat(firstRight(5).minus(right(20)).isMaterial()).isFalse();
        assertThat(firstRight(6).minus(right(20)).isMaterial()).isTrue();
    }

    @Test
    void sharesAddUpToTheGapAndAFactorWithoutEffectHasNone() {
        List<Factor> factors = List.of(Factor.STATISTICS, Factor.DROPOUT, Factor.SPLIT);
        // An interaction of statistics and split is halved.
        Map<Corner, Outcomes> corners = new HashMap<>();
        Corner.over(factors)
                .forEach(corner -> corners.put(
                        corner,
                        firstRight(10
                                + (corner.has(Factor.STATISTICS) ? 0 : 4)
                                + (corner.has(Factor.STATISTICS) || corner.has(Factor.SPLIT) ? 0 : 2))));
        Map<Factor, Estimate> shares = Corner.shares(factors, corners);

        assertThat(shares.get(Factor.STATISTICS).mean()).isCloseTo(0.25, within(1e-12));
        assertThat(shares.get(Factor.DROPOUT).lower()).isCloseTo(0, within(1e-12));
        assertThat(shares.get(Factor.DROPOUT).upper()).isCloseTo(0, within(1e-12));
        assertThat(shares.get(Factor.SPLIT).mean()).isCloseTo(0.05, within(1e-12));
        Estimate gap = new Contrast()
                .plus(1, Corner.trainingLog(factors))
                .plus(-1, Corner.DEPLOYED)
                .of(corners);
        assertThat(gap.mean()).isCloseTo(0.3, within(1e-12));
        // Other images: both accuracies' own variances.
        assertThat(gap.half()).isCloseTo(1.96 * Math.sqrt((0.8 * 0.2 + 0.5 * 0.5) / 20), within(1e-12));
    }

    @Test
    void shareOfTheOnlyFactorIsThePairedDifference() {
        List<Factor> factors = List.of(Factor.STATISTICS);
        Map<Corner, Outcomes> corners =
                Map.of(Corner.DEPLOYED, right(20, 1, 2, 3), Corner.without(Factor.STATISTICS), firstRight(9));

        Estimate share = Corner.shares(factors, corners).get(Factor.STATISTICS);
        Estimate paired = firstRight(9).minus(right(20, 1, 2, 3)).estimate();

        assertThat(share.mean()).isCloseTo(paired.mean(), within(1e-12));
        assertThat(share.half()).isCloseTo(paired.half(), within(1e-12));
    }
}
