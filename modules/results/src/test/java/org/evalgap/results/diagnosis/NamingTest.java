package org.evalgap.results.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;
import org.junit.jupiter.api.Test;

class NamingTest {

    private static final double HALF = 0.01;

    /** Evidence of a healthy network, to be changed. */
    private static final class Made {
        double seen = 0.85;
        double used = 0.83;
        double degradation;
        double gapOfModes;
        double unseen = 0.03;
        double dropout;
        double transform;
        boolean transformsDiffer;
        boolean randomTransform;
        Evidence.Use use;
        StatisticsState state = StatisticsState.UPDATED;
        double startWeight;
        OptionalDouble momentum = OptionalDouble.of(0.1);
        Composition.Kind composition = Composition.Kind.RANDOM;
        boolean otherWeights;
        boolean batchNorm = true;
        double half = HALF;
        final Map<StatisticsCause, Double> steps = new EnumMap<>(StatisticsCause.class);

        Made step(StatisticsCause cause, double lost) {
            steps.put(cause, lost);
            degradation += lost;
            gapOfModes += lost;
            return this;
        }

        Made use(double lost, boolean random, boolean batchDependent, double fromDropout, double fromTrainMode) {
            use = new Evidence.Use(around(lost), true, random, batchDependent, fromDropout, fromTrainMode);
            degradation += lost;
            gapOfModes += lost;
            return this;
        }

        private Estimate around(double mean) {
            return Estimate.around(mean, half);
        }

        LeadingCause named() {
            Map<StatisticsCause, Estimate> estimates = new HashMap<>();
            for (StatisticsCause cause : StatisticsCause.values()) {
                if (batchNorm) {
                    estimates.put(cause, around(steps.getOrDefault(cause, 0.0)));
                }
            }
            return Naming.of(new Evidence(
                            0.1,
                            around(seen),
                            around(used),
                            around(degradation),
                            around(gapOfModes),
                            around(unseen),
                            around(dropout),
                            estimates,
                            around(transform),
                            transformsDiffer,
                            randomTransform,
                            Optional.ofNullable(use),
                            state,
                            startWeight,
                            momentum,
                            composition,
                            otherWeights))
                    .cause();
        }
    }

    private static Made stale(double lost) {
        return new Made().step(StatisticsCause.STALENESS, lost);
    }

    /** Batches of near-duplicates have few different images: what they scatter is no matter of their size. */
    @Test
    void noiseOfBatchesThatAreAlikeIsTheirComposition() {
        Made noisy = new Made().step(StatisticsCause.NOISE, 0.2);
        assertThat(noisy.named()).isEqualTo(LeadingCause.SMALL_BATCHES);
        noisy.composition = Composition.Kind.ALIKE;
        assertThat(noisy.named()).isEqualTo(LeadingCause.BATCH_COMPOSITION);
        noisy.momentum = OptionalDouble.of(0.9);
        assertThat(noisy.named()).isEqualTo(LeadingCause.NOISY_STATISTICS);
    }

    @Test
    void everyCauseCanBeNamed() {
        Set<LeadingCause> reached = EnumSet.noneOf(LeadingCause.class);
        expect(new Made(), LeadingCause.HEALTHY, reached);

        Made guessing = new Made();
        guessing.seen = 0.11;
        guessing.used = 0.1;
        expect(guessing, LeadingCause.NOT_LEARNED, reached);

        expect(stale(0.2), LeadingCause.STALE_STATISTICS, reached);

        Made noisy = new Made().step(StatisticsCause.NOISE, 0.2);
        noisy.momentum = OptionalDouble.of(0.9);
        expect(noisy, LeadingCause.NOISY_STATISTICS, reached);

        Made started = new Made().step(StatisticsCause.START, 0.2);
        started.startWeight = 0.7;
        expect(started, LeadingCause.UNCONVERGED_STATISTICS, reached);

        Made copied = stale(0.2);
        copied.otherWeights = true;
        expect(copied, LeadingCause.STATISTICS_OF_OTHER_WEIGHTS, reached);

        Made ahead = stale(0.2);
        ahead.state = StatisticsState.AHEAD;
        expect(ahead, LeadingCause.FOREIGN_BATCHES, reached);

        expect(new Made().step(StatisticsCause.COMPOSITION, 0.2), LeadingCause.BATCH_COMPOSITION, reached);
        expect(new Made().step(StatisticsCause.SIZE, 0.2), LeadingCause.SMALL_BATCHES, reached);
        expect(new Made().step(StatisticsCause.SHIFT, 0.2), LeadingCause.DROPOUT_SHIFT, reached);

        Made augmented = new Made();
        augmented.transformsDiffer = true;
        augmented.randomTransform = true;
        augmented.transform = 0.2;
        augmented.gapOfModes = 0.2;
        expect(augmented, LeadingCause.AUGMENTATION, reached);

        augmented.randomTransform = false;
        expect(augmented, LeadingCause.PREPROCESSING_MISMATCH, reached);

        expect(new Made().use(0.2, true, true, 0.5, 1), LeadingCause.DROPOUT_LEFT_ON, reached);
        expect(new Made().use(0.2, true, true, 1, 0.5), LeadingCause.EVAL_FORGOTTEN, reached);

        Made overfitted = new Made();
        overfitted.unseen = 0.2;
        expect(overfitted, LeadingCause.UNSEEN_IMAGES, reached);

        Made unsure = new Made().step(StatisticsCause.NOISE, 0.03);
        unsure.half = 0.04;
        expect(unsure, LeadingCause.INCONCLUSIVE, reached);

        assertThat(reached).containsExactlyInAnyOrder(LeadingCause.values());
    }

    private static void expect(Made made, LeadingCause cause, Set<LeadingCause> reached) {
        assertThat(made.named()).isEqualTo(cause);
        reached.add(cause);
    }

    @Test
    void statisticsThatNeverMovedAreUnconvergedEvenIfTheirCounterIsBehind() {
        Made never = stale(0.4);
        never.state = StatisticsState.INITIAL;
        assertThat(never.named()).isEqualTo(LeadingCause.UNCONVERGED_STATISTICS);
        Made cumulative = stale(0.4);
        cumulative.momentum = OptionalDouble.empty();
        assertThat(cumulative.named()).isEqualTo(LeadingCause.UNCONVERGED_STATISTICS);
    }

    @Test
    void noiseAtAUsualMomentumIsOfSmallBatches() {
        assertThat(new Made().step(StatisticsCause.NOISE, 0.2).named()).isEqualTo(LeadingCause.SMALL_BATCHES);
    }

    @Test
    void whatBatchStatisticsAloneHaveIsOfTheBatchesWhereTheyAreNotRandom() {
        Made made = new Made().step(StatisticsCause.BATCH, 0.2);
        assertThat(made.named()).isEqualTo(LeadingCause.SMALL_BATCHES);
        made.composition = Composition.Kind.BALANCED;
        assertThat(made.named()).isEqualTo(LeadingCause.BATCH_COMPOSITION);
    }

    @Test
    void useIsToldByWhatItsOutputsDependOn() {
        assertThat(new Made().use(0.2, false, true, 1, 1).named()).isEqualTo(LeadingCause.EVAL_FORGOTTEN);
        assertThat(new Made().use(0.2, false, false, 1, 1).named()).isEqualTo(LeadingCause.PREPROCESSING_MISMATCH);
    }

    @Test
    void theCostliestSureCauseIsNamed() {
        Made both = stale(0.1).step(StatisticsCause.COMPOSITION, 0.3);
        assertThat(both.named()).isEqualTo(LeadingCause.BATCH_COMPOSITION);
    }

    @Test
    void withoutBatchNormDropoutCanCostToo() {
        Made made = new Made();
        made.batchNorm = false;
        made.dropout = 0.1;
        made.gapOfModes = 0.1;
        assertThat(made.named()).isEqualTo(LeadingCause.DROPOUT_SHIFT);
    }

    /** Whatever a user's settings and counters look like, nothing is named where nothing is worse. */
    @Test
    void nothingIsNamedWithoutASymptom() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            Made made = new Made();
            for (StatisticsCause cause : StatisticsCause.values()) {
                boolean fault = cause.isOfRunningStatistics();
                made.steps.put(cause, random.nextDouble(-0.5, fault ? Naming.MATTERS / 6 : 0.5));
            }
            made.degradation = random.nextDouble(-0.5, Naming.MATTERS);
            made.gapOfModes = random.nextDouble(-0.5, Naming.MATTERS);
            made.transform = random.nextDouble(-0.5, 0.5);
            made.transformsDiffer = random.nextBoolean();
            made.otherWeights = random.nextBoolean();
            made.startWeight = random.nextDouble();
            made.momentum = OptionalDouble.of(random.nextDouble());
            made.state = StatisticsState.values()[random.nextInt(StatisticsState.values().length)];
            assertThat(made.named()).isEqualTo(LeadingCause.HEALTHY);
        }
    }

    /** TRAIN mode can be as bad as EVAL mode where other statistics would be better than both. */
    @Test
    void wrongStatisticsAreASymptomThoughTrainModeIsNoBetter() {
        Made made = stale(0.2);
        made.degradation = -0.1;
        made.gapOfModes = -0.1;
        assertThat(made.named()).isEqualTo(LeadingCause.STALE_STATISTICS);
    }

    @Test
    void aDifferenceThatIsNotSureIsNotNamed() {
        Made made = stale(0.05);
        made.half = 0.06;
        assertThat(made.named()).isEqualTo(LeadingCause.INCONCLUSIVE);
    }

    @Test
    void aSureCauseOfLessThanWhatMattersIsNamedWhereItIsMostOfASymptom() {
        Made made = new Made();
        made.half = 0.005;
        made.transformsDiffer = true;
        made.randomTransform = true;
        made.transform = 0.018;
        made.gapOfModes = 0.03;
        assertThat(made.named()).isEqualTo(LeadingCause.AUGMENTATION);
        made.gapOfModes = 0.04;
        assertThat(made.named()).isEqualTo(LeadingCause.INCONCLUSIVE);
    }

    /** Six causes are asked: one that is just sure by itself is not sure among them. */
    @Test
    void severalCausesAreAskedByHolm() {
        Made made = new Made().step(StatisticsCause.COMPOSITION, 0.0201);
        made.half = 0.02;
        assertThat(made.named()).isEqualTo(LeadingCause.INCONCLUSIVE);
        made.half = 0.01;
        assertThat(made.named()).isEqualTo(LeadingCause.BATCH_COMPOSITION);
    }

    @Test
    void idsAreStable() {
        assertThat(LeadingCause.values())
                .extracting(LeadingCause::id)
                .containsExactly(
                        "healthy",
                        "not-learned",
                        "stale-statistics",
                        "noisy-statistics",
                        "unconverged-statistics",
                        "statistics-of-other-weights",
                        "foreign-batches",
                        "batch-composition",
                        "small-batches",
                        "dropout-shift",
                        "augmentation",
                        "preprocessing-mismatch",
                        "dropout-left-on",
                        "eval-forgotten",
                        "unseen-images",
                        "inconclusive");
    }
}
