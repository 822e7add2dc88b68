package org.evalgap.data.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition.ClassSorted;
import org.evalgap.data.sampling.BatchComposition.DomainAlternating;
import org.evalgap.data.sampling.BatchComposition.Iid;
import org.evalgap.data.sampling.BatchComposition.NearDuplicates;
import org.evalgap.data.sampling.BatchComposition.OnePerClass;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.ShapeException;
import org.junit.jupiter.api.Test;

final class BatchSamplerTest {

    private static final Seed SEED = new Seed(1);
    private static final BatchComposition TWO_DOMAINS = new DomainAlternating(List.of(new Transform.Affine(0.3, 2)));
    private static final List<BatchComposition> ALL =
            List.of(new Iid(), new ClassSorted(), new OnePerClass(), TWO_DOMAINS);

    @Test
    void everyEpochHasEveryImageOnce() {
        SplitMix64 cases = new SplitMix64(2);
        for (int i = 0; i < 300; i++) {
            int classes = 2 + cases.nextInt(5);
            int perClass = 1 + cases.nextInt(20);
            int batchSize = classes * (1 + cases.nextInt(6));
            int[] labels = balanced(classes, perClass);
            for (BatchComposition composition : ALL) {
                Epoch epoch =
                        new BatchSampler(labels, classes, composition, batchSize, new Seed(i)).epoch(cases.nextInt(9));

                assertThat(sorted(epoch.indices()))
                        .as("%s", composition)
                        .containsExactly(IntStream.range(0, labels.length).toArray());
                assertThat(epoch.batches()).isEqualTo((labels.length + batchSize - 1) / batchSize);
            }
        }
    }

    @Test
    void nearDuplicatesAreTheImagesInOneOrderEachSeveralTimesInARow() {
        int[] labels = balanced(4, 5);
        Epoch epoch = new BatchSampler(labels, 4, new NearDuplicates(3), 8, SEED).epoch(1);
        int[] once = new BatchSampler(labels, 4, new Iid(), 8, SEED).epoch(1).indices();

        assertThat(epoch.indices())
                .containsExactly(IntStream.range(0, 60).map(i -> once[i / 3]).toArray());
        assertThat(epoch.batches()).isEqualTo(8);
        assertThat(epoch.size(7)).isEqualTo(4);
        assertThat(new NearDuplicates(3).imagesPerEpoch(20)).isEqualTo(60);
        assertThat(new Iid().imagesPerEpoch(20)).isEqualTo(20);
        assertThatThrownBy(() -> new NearDuplicates(0))
                .hasMessage("frames: expected an integer of at least 1, received 0");
    }

    @Test
    void seedAndEpochDecideTheOrder() {
        int[] labels = balanced(4, 25);
        for (BatchComposition composition : ALL) {
            BatchSampler sampler = new BatchSampler(labels, 4, composition, 8, SEED);
            int[] third = sampler.epoch(3).indices();

            assertThat(sampler.epoch(2).indices()).as("%s", composition).isNotEqualTo(third);
            assertThat(sampler.epoch(3).indices()).as("%s", composition).isEqualTo(third);
            assertThat(new BatchSampler(labels, 4, composition, 8, SEED)
                            .epoch(3)
                            .indices())
                    .as("%s", composition)
                    .isEqualTo(third);
            assertThat(new BatchSampler(labels, 4, composition, 8, new Seed(9))
                            .epoch(3)
                            .indices())
                    .as("%s", composition)
                    .isNotEqualTo(third);
        }
    }

    @Test
    void cellsOfDifferentBatchSizeOrDomainsSeeTheImagesInOneOrder() {
        int[] labels = balanced(4, 25);
        int[] order = new BatchSampler(labels, 4, new Iid(), 2, SEED).epoch(0).indices();

        assertThat(new BatchSampler(labels, 4, new Iid(), 32, SEED).epoch(0).indices())
                .isEqualTo(order);
        assertThat(new BatchSampler(labels, 4, TWO_DOMAINS, 8, SEED).epoch(0).indices())
                .isEqualTo(order);
    }

    @Test
    void everyImageIsEquallyLikelyAtEveryPlace() {
        BatchSampler sampler = new BatchSampler(balanced(2, 3), 2, new Iid(), 2, SEED);
        int[][] counts = new int[6][6];
        for (int number = 0; number < 30_000; number++) {
            int[] order = sampler.epoch(number).indices();
            for (int place = 0; place < 6; place++) {
                counts[place][order[place]]++;
            }
        }

        for (int[] images : counts) {
            for (int count : images) {
                // five standard deviations
                assertThat(count).isCloseTo(5000, within(323));
            }
        }
    }

    @Test
    void classSortedBatchesMixOnlyWhereAClassEnds() {
        SplitMix64 cases = new SplitMix64(3);
        for (int i = 0; i < 200; i++) {
            int classes = 2 + cases.nextInt(5);
            int[] labels = unbalanced(cases, classes);
            int batchSize = 1 + cases.nextInt(8);
            Epoch epoch = new BatchSampler(labels, classes, new ClassSorted(), batchSize, new Seed(i)).epoch(0);

            long mixed = IntStream.range(0, epoch.batches())
                    .filter(batch -> classes(epoch, batch, labels) > 1)
                    .count();
            assertThat(mixed).isLessThan(classes);
            assertThat(sorted(epoch.indices()))
                    .containsExactly(IntStream.range(0, labels.length).toArray());
        }
    }

    @Test
    void classSortedBatchesArePureWhereClassesDivideAndComeInRandomOrder() {
        int[] labels = balanced(5, 40);
        Epoch epoch = new BatchSampler(labels, 5, new ClassSorted(), 8, SEED).epoch(0);
        int changes = 0;
        for (int batch = 0; batch < epoch.batches(); batch++) {
            assertThat(classes(epoch, batch, labels)).isEqualTo(1);
            if (batch > 0 && labels[epoch.index(batch, 0)] != labels[epoch.index(batch - 1, 0)]) {
                changes++;
            }
        }

        // runs of classes would have 4 changes; a random order of 5 × 5 batches has 20 on average
        assertThat(changes).isBetween(13, 24);
    }

    @Test
    void classSortedBatchesDrawTheirImagesAnewEachEpoch() {
        int[] labels = balanced(2, 8);
        BatchSampler sampler = new BatchSampler(labels, 2, new ClassSorted(), 4, SEED);

        assertThat(IntStream.range(0, 50)
                        .mapToObj(number -> Arrays.toString(sorted(batch(sampler.epoch(number), 0))))
                        .distinct()
                        .count())
                .isGreaterThan(25);
    }

    @Test
    void onePerClassBatchesHaveEquallyManyOfEach() {
        int[] labels = balanced(5, 11);
        Epoch epoch = new BatchSampler(labels, 5, new OnePerClass(), 15, SEED).epoch(0);

        assertThat(epoch.batches()).isEqualTo(4);
        for (int batch = 0; batch < 4; batch++) {
            int[] counts = new int[5];
            for (int index : batch(epoch, batch)) {
                counts[labels[index]]++;
            }
            assertThat(counts).containsOnly(batch < 3 ? 3 : 2);
        }
    }

    @Test
    void onePerClassLeavesOutWhatExceedsTheSmallestClass() {
        int[] labels = {0, 1, 1, 1, 0, 1, 1};
        BatchSampler sampler = new BatchSampler(labels, 2, new OnePerClass(), 2, SEED);

        assertThat(sampler.epoch(0).batches()).isEqualTo(2);
        assertThat(IntStream.range(0, 100)
                        .flatMap(number -> Arrays.stream(sampler.epoch(number).indices()))
                        .distinct()
                        .count())
                .isEqualTo(7);
    }

    @Test
    void everyOtherBatchIsOfTheSecondDomain() {
        Epoch epoch = new BatchSampler(balanced(2, 5), 2, TWO_DOMAINS, 4, SEED).epoch(0);

        assertThat(IntStream.range(0, epoch.batches()).map(epoch::domain)).containsExactly(0, 1, 0);
        Epoch iid = new BatchSampler(balanced(2, 5), 2, new Iid(), 4, SEED).epoch(0);
        assertThat(IntStream.range(0, iid.batches()).map(iid::domain)).containsExactly(0, 0, 0);
    }

    @Test
    void theSecondDomainIsWhereImagesComeFrom() {
        Transform crop = new Transform.RandomCrop(4, 0);
        Transform noise = new Transform.GaussianNoise(0.1);
        Transform dark = new Transform.Brightness(0.5, 0.5);
        Transform affine = new Transform.Affine(0.3, 2);

        assertThat(new DomainAlternating(List.of(dark, affine)).inSecondDomain(List.of(crop, noise)))
                .containsExactly(crop, dark, affine, noise);
    }

    @Test
    void theLastBatchMayBeSmallerOrLeftOut() {
        Epoch epoch = new BatchSampler(balanced(2, 5), 2, new Iid(), 4, SEED).epoch(0);

        assertThat(IntStream.range(0, epoch.batches()).map(epoch::size)).containsExactly(4, 4, 2);
        Epoch whole = epoch.wholeBatches();
        assertThat(IntStream.range(0, whole.batches()).map(whole::size)).containsExactly(4, 4);
        assertThat(whole.indices()).containsExactly(Arrays.copyOf(epoch.indices(), 8));
    }

    @Test
    void aBatchLargerThanTheSplitIsTheSplit() {
        Epoch epoch = new BatchSampler(balanced(2, 5), 2, new Iid(), 64, SEED).epoch(0);

        assertThat(epoch.batches()).isEqualTo(1);
        assertThat(epoch.size(0)).isEqualTo(10);
        assertThat(epoch.wholeBatches().batches()).isZero();
    }

    @Test
    void whatIsNotThereIsRefused() {
        Epoch epoch = new BatchSampler(balanced(2, 5), 2, new Iid(), 4, SEED).epoch(0);

        assertThatThrownBy(() -> epoch.size(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("batch: expected 0 to 2, received 3");
        assertThatThrownBy(() -> epoch.index(2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("position: expected 0 to 1 in batch 2, received 2");
    }

    @Test
    void impossibleSettingsAreNamed() {
        assertThatThrownBy(() -> new BatchSampler(balanced(10, 2), 10, new OnePerClass(), 4, SEED))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch-size: expected a multiple of the 10 classes for one-per-class batches, received 4");
        assertThatThrownBy(() -> new BatchSampler(balanced(10, 2), 10, new Iid(), 0, SEED))
                .isInstanceOf(ShapeException.class)
                .hasMessage("batch-size: expected an integer of at least 1, received 0");
        for (Transform crop : List.of(new Transform.CenterCrop(2), new Transform.RandomCrop(0, 2))) {
            assertThatThrownBy(() -> new DomainAlternating(List.of(new Transform.Affine(2, 1), crop)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("second-domain[1]: expected a transform that keeps the shape of the image, received "
                            + crop.name() + " with a size");
        }
        assertThatThrownBy(() -> new BatchSampler(new int[] {0, 2}, 2, new Iid(), 1, SEED))
                .hasMessage("labels: expected 0 to 1, received 2");
    }

    @Test
    void compositionsCrossToExecutors() throws IOException, ClassNotFoundException {
        for (BatchComposition composition : ALL) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(composition);

            assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                    .isEqualTo(composition);
        }
    }

    private static int[] balanced(int classes, int perClass) {
        return IntStream.range(0, classes * perClass).map(i -> i % classes).toArray();
    }

    private static int[] unbalanced(SplitMix64 cases, int classes) {
        return IntStream.range(0, 1 + cases.nextInt(60))
                .map(i -> cases.nextInt(classes))
                .toArray();
    }

    private static long classes(Epoch epoch, int batch, int[] labels) {
        return Arrays.stream(batch(epoch, batch))
                .map(index -> labels[index])
                .distinct()
                .count();
    }

    private static int[] batch(Epoch epoch, int batch) {
        return IntStream.range(0, epoch.size(batch))
                .map(position -> epoch.index(batch, position))
                .toArray();
    }

    private static int[] sorted(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
