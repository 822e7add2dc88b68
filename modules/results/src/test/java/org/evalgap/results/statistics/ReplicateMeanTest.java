package org.evalgap.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals over replicates and images. */
class ReplicateMeanTest {

    private static final int BLOCKS = 24;
    private static final int REPETITIONS = 3000;
    private static final double TRUTH = 0.04;

    /** Replicates on images drawn anew in each repetition, which all replicates share. */
    private static List<ImageFigure> replicates(
            int count, double ofReplicates, double ofImages, double ofBoth, SplittableRandom random) {
        double[] shared = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            shared[block] = Math.sqrt(BLOCKS) * ofImages * random.nextGaussian();
        }
        List<ImageFigure> all = new ArrayList<>();
        for (int replicate = 0; replicate < count; replicate++) {
            double own = TRUTH + ofReplicates * random.nextGaussian();
            double[] blocks = new double[BLOCKS];
            double sum = 0;
            for (int block = 0; block < BLOCKS; block++) {
                blocks[block] = own + shared[block] + Math.sqrt(BLOCKS) * ofBoth * random.nextGaussian();
                sum += blocks[block];
            }
            all.add(new ImageFigure(sum / BLOCKS, Optional.of(blocks), 1000));
        }
        return all;
    }

    /** Standard deviations of the mean from seeds, from the choice of images, and from what is of both. */
    @ParameterizedTest
    @CsvSource({
        "4, 0.01, 0.01, 0.01",
        "4, 0.02, 0.005, 0.005",
        "8, 0.01, 0.02, 0.005",
        "8, 0.01, 0.005, 0.01",
        "8, 0.005, 0.01, 0.02",
        "3, 0.01, 0.005, 0.01"
    })
    void theTruthIsCoveredInNineteenOfTwentyCasesWhateverTheImages(
            int count, double ofReplicates, double ofImages, double ofBoth) {
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            covered += ReplicateMean.of(replicates(count, ofReplicates, ofImages, ofBoth, random))
                            .estimate()
                            .covers(TRUTH)
                    ? 1
                    : 0;
        }

        assertThat((double) covered / REPETITIONS).isBetween(0.93, 0.97);
    }

    @Test
    void withoutBlocksTheChoiceOfImagesGoesUnseen() {
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            List<ImageFigure> blind = replicates(8, 0.01, 0.02, 0.005, random).stream()
                    .map(figure -> new ImageFigure(figure.number(), Optional.empty(), 1000))
                    .toList();
            covered += ReplicateMean.of(blind).estimate().covers(TRUTH) ? 1 : 0;
        }

        assertThat((double) covered / REPETITIONS).isLessThan(0.6);
    }

    /** Means of rows 3 and 1.5, of columns 1.5 and 3; all residuals ±0.25. */
    @Test
    void theVarianceIsThatOfTheTwoWayLayout() {
        double[][] blocks = {{2, 4}, {1, 2}};
        Uncertain mean = CrossedMean.of(new double[] {3, 1.5}, blocks);

        double replicates = 2 * (0.75 * 0.75 * 2);
        double images = 2 * (0.75 * 0.75 * 2);
        double rest = 4 * 0.25 * 0.25;
        assertThat(mean.mean()).isEqualTo(2.25);
        assertThat(mean.standardError()).isCloseTo(Math.sqrt((replicates + images - rest) / 4), within(1e-12));
    }

    @Test
    void withoutAnyDifferenceTheImagesLimitWhatIsKnown() {
        List<ImageFigure> same = IntStream.range(0, 4)
                .mapToObj(i -> new ImageFigure(0, Optional.of(new double[BLOCKS]), 1000))
                .toList();

        assertThat(ReplicateMean.of(same).estimate().upper()).isCloseTo(Proportion.unseen(1000), within(1e-12));
        assertThat(ReplicateMean.of(same).estimate().lower()).isCloseTo(-Proportion.unseen(1000), within(1e-12));
    }

    @Test
    void aNumberThatIsNotOfImagesMayBeExact() {
        List<ImageFigure> same = List.of(ImageFigure.of(0.5, null, 0), ImageFigure.of(0.5, null, 0));

        assertThat(ReplicateMean.of(same).estimate()).isEqualTo(new Estimate(0.5, 0.5, 0.5));
    }

    @Test
    void aRatioIsOfMeansAndNotAMeanOfRatios() {
        List<ImageFigure> gains = List.of(ImageFigure.of(0.10, null, 0), ImageFigure.of(0.10, null, 0));
        List<ImageFigure> losses = List.of(ImageFigure.of(0.30, null, 0), ImageFigure.of(0.10, null, 0));

        Uncertain ratio = ReplicateMean.ratio(gains, losses);

        assertThat(ratio.mean()).isCloseTo(0.5, within(1e-12));
        // (0.10 − 0.5 · 0.30) / 0.2 and (0.10 − 0.5 · 0.10) / 0.2 are −0.25 and +0.25 off.
        assertThat(ratio.standardError()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void theBestOfSeveralIsMeasuredOnImagesThatDidNotChooseIt() {
        double[] lucky = IntStream.range(0, BLOCKS)
                .mapToDouble(block -> block % 2 == 0 ? 0.2 : 0.0)
                .toArray();
        double[] steady = IntStream.range(0, BLOCKS).mapToDouble(block -> 0.1).toArray();

        ImageFigure best = ImageFigure.best(List.of(
                        new ImageFigure(0.1, Optional.of(lucky), 1000),
                        new ImageFigure(0.1, Optional.of(steady), 1000)))
                .orElseThrow();

        assertThat(best.number()).isZero();
        assertThat(best.images()).isEqualTo(500);
    }

    @Test
    void everyTrialOnTheSameImagesHasTheSameBlocksOfOneSize() {
        int[] blocks = ImageBlocks.of(1000);

        assertThat(blocks).isEqualTo(ImageBlocks.of(1000));
        assertThat(IntStream.range(0, ImageBlocks.COUNT)
                        .mapToLong(block -> IntStream.of(blocks)
                                .filter(each -> each == block)
                                .count()))
                .allMatch(size -> size == 41 || size == 42);
    }
}
