package org.evalgap.results.replicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evalgap.results.statistics.CrossedMean;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageFigure;
import org.evalgap.results.statistics.ReplicateMean;
import org.evalgap.results.statistics.Uncertain;
import org.evalgap.study.replicates.Looks;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.replicates.UntilConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Studies are simulated whose truth is known, with other random numbers than those that the levels were found with. */
class LookingTest {

    private static final int STUDIES = 4000;
    private static final double TRUTH = 0.04;
    private static final double HALF_WIDTH = 0.01;
    private static final int BLOCKS = 24;

    private static ReplicatesConfig untilInterval(int atLeast, int atMost) {
        return new ReplicatesConfig(
                atLeast, atMost, new UntilConfig.Interval(UntilConfig.Figure.DEGRADATION, HALF_WIDTH));
    }

    private static ReplicatesConfig untilVerdicts(int atLeast, int atMost) {
        return new ReplicatesConfig(atLeast, atMost, new UntilConfig.Verdicts());
    }

    /** Scatter from one that the first look bears to one that the last does not, as multiples of the half width. */
    @ParameterizedTest
    @CsvSource({
        "4, 40, 0.2",
        "4, 40, 0.5",
        "4, 40, 0.8",
        "4, 40, 1.2",
        "4, 40, 1.6",
        "4, 40, 2",
        "4, 40, 3",
        "4, 40, 6",
        "4, 8, 0.5",
        "4, 8, 0.9",
        "4, 8, 1.3",
        "6, 24, 0.8",
        "6, 24, 1.5",
        "10, 100, 1",
        "10, 100, 3"
    })
    void theIntervalInWhichACellEndsCoversTheTruthInNineteenOfTwentyCases(int atLeast, int atMost, double scatter) {
        ReplicatesConfig config = untilInterval(atLeast, atMost);
        double level = Looking.of(config).level();
        SplittableRandom random = new SplittableRandom(11);
        int covered = 0;
        for (int study = 0; study < STUDIES; study++) {
            double[] values = values(atMost, TRUTH, scatter * HALF_WIDTH, random);
            Estimate last = null;
            for (int number : config.looks().numbers()) {
                last = CrossedMean.of(IntStream.range(0, number)
                                .mapToDouble(i -> values[i])
                                .toArray())
                        .estimate(level);
                if (last.half() <= HALF_WIDTH) {
                    break;
                }
            }
            covered += last.covers(TRUTH) ? 1 : 0;
        }

        assertThat((double) covered / STUDIES).isBetween(0.93, 0.97);
    }

    /** What the replicates of a cell share, the images, is in its interval too. */
    @ParameterizedTest
    @CsvSource({"0.01, 0.002, 0.01", "0.02, 0.003, 0.005", "0.015, 0.001, 0.02"})
    void imagesAreCoveredToo(double ofReplicates, double ofImages, double ofBoth) {
        ReplicatesConfig config = untilInterval(4, 24);
        double level = Looking.of(config).level();
        SplittableRandom random = new SplittableRandom(12);
        int studies = STUDIES / 2;
        int covered = 0;
        for (int study = 0; study < studies; study++) {
            double[] shared = values(BLOCKS, 0, Math.sqrt(BLOCKS) * ofImages, random);
            List<ImageFigure> replicates = new ArrayList<>();
            Estimate last = null;
            for (int number : config.looks().numbers()) {
                while (replicates.size() < number) {
                    replicates.add(replicate(shared, ofReplicates, ofBoth, random));
                }
                last = ReplicateMean.of(replicates).estimate(level);
                if (last.half() <= HALF_WIDTH) {
                    break;
                }
            }
            covered += last.covers(TRUTH) ? 1 : 0;
        }

        assertThat((double) covered / studies).isBetween(0.93, 0.97);
    }

    private static ImageFigure replicate(double[] shared, double ofReplicates, double ofBoth, SplittableRandom random) {
        double own = TRUTH + ofReplicates * random.nextGaussian();
        double[] blocks = new double[BLOCKS];
        double sum = 0;
        for (int block = 0; block < BLOCKS; block++) {
            blocks[block] = own + shared[block] + Math.sqrt(BLOCKS) * ofBoth * random.nextGaussian();
            sum += blocks[block];
        }
        return new ImageFigure(sum / BLOCKS, Optional.of(blocks), 1000);
    }

    /** Where there is nothing to see, whoever stops as soon as a test looks sure is wrong in one of twenty studies. */
    @ParameterizedTest
    @CsvSource({"4, 8", "4, 40", "6, 24", "12, 60"})
    void aStudyThatStopsAtAVerdictIsWrongInOneOfTwentyCases(int atLeast, int atMost) {
        ReplicatesConfig config = untilVerdicts(atLeast, atMost);
        Looking looking = Looking.of(config);
        SplittableRandom random = new SplittableRandom(13);
        int wrong = 0;
        int missed = 0;
        for (int study = 0; study < STUDIES; study++) {
            double[] values = values(atMost, 0, 1, random);
            double smallest = 1;
            Estimate last = null;
            for (int number : config.looks().numbers()) {
                Uncertain mean = CrossedMean.of(
                        IntStream.range(0, number).mapToDouble(i -> values[i]).toArray());
                smallest = Math.min(smallest, mean.probabilityBeyond(Math.abs(mean.mean())));
                last = mean.estimate(looking.level());
                if (looking.overall(smallest) <= Looking.PROMISED) {
                    wrong++;
                    break;
                }
            }
            missed += last.covers(0) ? 0 : 1;
        }

        assertThat((double) wrong / STUDIES).isCloseTo(0.05, within(0.011));
        assertThat((double) missed / STUDIES)
                .as("intervals say what verdicts do")
                .isCloseTo((double) wrong / STUDIES, within(0.002));
    }

    /** C. Jennison, B. W. Turnbull, Group Sequential Methods (2000), table 2.1: C_P(K, 0.05) = 2.178 and 2.413. */
    @ParameterizedTest
    @CsvSource({"2, 0.0294", "5, 0.0158"})
    void levelsOfManyReplicatesAreThoseOfPocock(int count, double level) {
        Looks looks = new Looks(
                IntStream.rangeClosed(1, count).map(look -> 120 * look).toArray());

        assertThat(CrossingProbability.of(SimulatedLooks.of(looks)).levelFor(0.05))
                .isCloseTo(level, within(0.05 * level));
    }

    @Test
    void probabilitiesGrowByWhatTheLooksCostAndNoMore() {
        Looking looking = Looking.of(untilVerdicts(4, 40));
        int looks = untilVerdicts(4, 40).looks().count();
        double before = 0;
        for (double probability : new double[] {0, 1e-12, 1e-6, 1e-4, 0.0009, 0.0011, 0.01, 0.03, 0.2, 0.7, 1}) {
            double overall = looking.overall(probability);
            assertThat(overall).isBetween(Math.max(before, probability), Math.min(1, looks * probability));
            before = overall;
        }
        assertThat(looking.overall(looking.level())).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void whoLooksOnceLosesNothing() {
        assertThat(Looking.of(ReplicatesConfig.fixed(8))).isSameAs(Looking.ONCE);
        assertThat(Looking.of(untilVerdicts(8, 8))).isSameAs(Looking.ONCE);
        assertThat(Looking.ONCE.overall(0.031)).isEqualTo(0.031);
    }

    private static double[] values(int count, double mean, double deviation, SplittableRandom random) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return values;
    }
}
