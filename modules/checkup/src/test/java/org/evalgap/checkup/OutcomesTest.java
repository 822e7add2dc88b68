package org.evalgap.checkup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.results.protocol.Factor;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static Outcomes right(int images, int... positions) {
        BitSet right = new BitSet();
        IntStream.of(positions).forEach(right::set);
        return new Outcomes(images, right, 0);
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

    @Test
    void sharesAddUpToTheGapAndAFactorWithoutEffectHasNone() {
        List<Factor> factors = List.of(Factor.STATISTICS, Factor.DROPOUT, Factor.SPLIT);
        // An interaction of statistics and split is halved.
        Map<Factor, Double> shares = Corner.shares(
                factors,
                corner -> (corner.has(Factor.STATISTICS) ? 0 : 0.2)
                        + (corner.has(Factor.STATISTICS) || corner.has(Factor.SPLIT) ? 0 : 0.1));

        assertThat(shares.get(Factor.STATISTICS)).isCloseTo(0.25, within(1e-12));
        assertThat(shares.get(Factor.DROPOUT)).isCloseTo(0, within(1e-12));
        assertThat(shares.get(Factor.SPLIT)).isCloseTo(0.05, within(1e-12));
    }
}
