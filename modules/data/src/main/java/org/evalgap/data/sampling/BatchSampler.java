package org.evalgap.data.sampling;

import java.util.Arrays;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/**
 * Forms the batches of one split. An epoch depends on labels, composition, batch size, seed and the epoch's number alone.
 * Immutable.
 */
public final class BatchSampler {

    /** [class, n]: indices of the images of each class. */
    private final int[][] members;

    private final int images;
    private final BatchComposition composition;
    private final int batchSize;
    private final Seed seed;

    /**
     * Prepares to sample.
     *
     * @param labels class of each image of the split
     * @param classes number of classes
     * @param composition which images form a batch
     * @param batchSize images of a batch
     * @param seed of the order
     * @throws ShapeException if the composition does not allow the batch size
     * @throws IllegalArgumentException if a label is not a class
     */
    public BatchSampler(int[] labels, int classes, BatchComposition composition, int batchSize, Seed seed) {
        composition.check(batchSize, classes);
        this.members = members(labels, classes);
        this.images = labels.length;
        this.composition = composition;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** The batches of epoch {@code number}, from 0. */
    public Epoch epoch(int number) {
        SplitMix64 random = seed.child(number).generator();
        if (composition instanceof BatchComposition.ClassSorted) {
            return new Epoch(batchesShuffled(sortedByClass(random), random), batchSize, 1);
        }
        if (composition instanceof BatchComposition.OnePerClass) {
            return new Epoch(classesInTurn(random), batchSize, 1);
        }
        if (composition instanceof BatchComposition.NearDuplicates duplicates) {
            int[] order = shuffledRange(images, random);
            int frames = duplicates.frames();
            int[] repeated = new int[duplicates.imagesPerEpoch(images)];
            Arrays.setAll(repeated, i -> order[i / frames]);
            return new Epoch(repeated, batchSize, 1);
        }
        int domains = composition instanceof BatchComposition.DomainAlternating ? 2 : 1;
        return new Epoch(shuffledRange(images, random), batchSize, domains);
    }

    private int[] sortedByClass(SplitMix64 random) {
        int[] order = new int[images];
        int filled = 0;
        for (int label : shuffledRange(members.length, random)) {
            int[] ofClass = members[label];
            System.arraycopy(ofClass, 0, order, filled, ofClass.length);
            random.shuffle(order, filled, filled + ofClass.length);
            filled += ofClass.length;
        }
        return order;
    }

    // A smaller batch stays the last one.
    private int[] batchesShuffled(int[] order, SplitMix64 random) {
        int[] shuffled = order.clone();
        int[] batches = shuffledRange(order.length / batchSize, random);
        for (int i = 0; i < batches.length; i++) {
            System.arraycopy(order, batches[i] * batchSize, shuffled, i * batchSize, batchSize);
        }
        return shuffled;
    }

    private int[] classesInTurn(SplitMix64 random) {
        int rounds = Integer.MAX_VALUE;
        int[][] shuffled = new int[members.length][];
        for (int label = 0; label < shuffled.length; label++) {
            shuffled[label] = members[label].clone();
            random.shuffle(shuffled[label], 0, shuffled[label].length);
            rounds = Math.min(rounds, shuffled[label].length);
        }
        int[] order = new int[rounds * shuffled.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = shuffled[i % shuffled.length][i / shuffled.length];
        }
        return order;
    }

    private static int[] shuffledRange(int count, SplitMix64 random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        random.shuffle(order, 0, count);
        return order;
    }

    private static int[][] members(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("labels: expected 0 to " + (classes - 1) + ", received " + label);
            }
            counts[label]++;
        }
        int[][] members = new int[classes][];
        for (int label = 0; label < classes; label++) {
            members[label] = new int[counts[label]];
        }
        for (int i = labels.length - 1; i >= 0; i--) {
            members[labels[i]][--counts[labels[i]]] = i;
        }
        return members;
    }
}
