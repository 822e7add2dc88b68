package org.evalgap.experiment.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.data.random.Seed;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.experiment.evaluation.Outcomes;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static boolean[] random(int images, double share, SplittableRandom random) {
        boolean[] right = new boolean[images];
        for (int i = 0; i < images; i++) {
            right[i] = random.nextDouble() < share;
        }
        return right;
    }

    @Test
    void resamplesArePairedAndRepeat() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] right = random(50, 0.6, random);
        ImageOutcomes one = Outcomes.of(right);
        ImageOutcomes same = Outcomes.of(right.clone());
        ImageOutcomes other = Outcomes.of(random(50, 0.6, random));
        Bootstrap bootstrap = new Bootstrap(List.of(one, same, other), 100, new Seed(7));
        Bootstrap again = new Bootstrap(List.of(one, same, other), 100, new Seed(7));

        boolean differs = false;
        for (int r = 0; r < 100; r++) {
            assertThat(bootstrap.accuracy(r, one)).isEqualTo(bootstrap.accuracy(r, same));
            assertThat(bootstrap.accuracy(r, other)).isEqualTo(again.accuracy(r, other));
            differs |= bootstrap.accuracy(r, one) != bootstrap.accuracy(0, one);
        }
        assertThat(differs).isTrue();
    }

    @Test
    void drawsOfAnImageStayTogether() {
        // Each image is right in one of two draws, so every resample is right in half of its answers.
        ImageOutcomes outcomes = Outcomes.of(new boolean[] {true, false, true}, new boolean[] {false, true, false});
        Bootstrap bootstrap = new Bootstrap(List.of(outcomes), 200, new Seed(1));

        for (int r = 0; r < 200; r++) {
            assertThat(bootstrap.accuracy(r, outcomes)).isEqualTo(0.5);
        }
    }

    /** The difference of two accuracies on the same images, whose true value is known. */
    @Test
    void theIntervalOfADifferenceCoversItInNineteenOfTwentyCases() {
        SplittableRandom random = new SplittableRandom(2);
        int repetitions = 2000;
        int images = 400;
        int covered = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            boolean[] first = new boolean[images];
            boolean[] second = new boolean[images];
            for (int i = 0; i < images; i++) {
                // Right in common with probability 0.6; first alone 0.15, second alone 0.05.
                double at = random.nextDouble();
                first[i] = at < 0.75;
                second[i] = at < 0.6 || (at >= 0.75 && at < 0.8);
            }
            ImageOutcomes one = Outcomes.of(first);
            ImageOutcomes other = Outcomes.of(second);
            Bootstrap bootstrap = new Bootstrap(List.of(one, other), 500, new Seed(random.nextLong()));
            Estimate difference = bootstrap.difference(0.1, one, other);
            covered += difference.lower() <= 0.1 + 1e-12 && difference.upper() >= 0.1 - 1e-12 ? 1 : 0;
        }

        assertThat((double) covered / repetitions).isCloseTo(0.95, within(0.02));
    }
}
