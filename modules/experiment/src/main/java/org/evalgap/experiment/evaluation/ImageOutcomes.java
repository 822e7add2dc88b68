package org.evalgap.experiment.evaluation;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.evalgap.results.statistics.ImageBlocks;

/**
 * What one protocol made of each image of a split. An image that no pass evaluated (a last batch of one that BatchNorm
 * refuses, or what balanced batches leave out) has been seen 0 times.
 */
public final class ImageOutcomes {

    private final int classes;
    private final int[] seen;
    private final int[] right;
    private final BitSet seenFirst;
    private final BitSet rightFirst;

    /** [N, K] of the first draw; empty unless kept. */
    private final float[] logits;

    /** @param keepLogits whether the logits of the first draw are kept */
    ImageOutcomes(int images, int classes, boolean keepLogits) {
        this.classes = classes;
        seen = new int[images];
        right = new int[images];
        seenFirst = new BitSet(images);
        rightFirst = new BitSet(images);
        logits = new float[keepLogits ? images * classes : 0];
    }

    void add(int image, boolean isRight, int draw, float[] batchLogits, int offset) {
        seen[image]++;
        right[image] += isRight ? 1 : 0;
        if (draw == 0) {
            seenFirst.set(image);
            rightFirst.set(image, isRight);
            if (logits.length > 0) {
                System.arraycopy(batchLogits, offset, logits, image * classes, classes);
            }
        }
    }

    /**
     * Outcomes that are made up of several, image by image.
     *
     * @param parts of the same split
     * @param part which of them gives an image's, by the image
     */
    public static ImageOutcomes of(List<ImageOutcomes> parts, IntUnaryOperator part) {
        ImageOutcomes first = parts.get(0);
        ImageOutcomes all = new ImageOutcomes(first.images(), first.classes, false);
        for (int image = 0; image < first.images(); image++) {
            ImageOutcomes from = parts.get(part.applyAsInt(image));
            all.seen[image] = from.seen[image];
            all.right[image] = from.right[image];
            all.seenFirst.set(image, from.seenFirst.get(image));
            all.rightFirst.set(image, from.rightFirst.get(image));
        }
        return all;
    }

    /**
     * Accuracy over all draws in each of the {@link ImageBlocks}.
     *
     * @return empty if no image of a block was seen
     */
    public Optional<double[]> accuracyByBlock() {
        int[] blocks = ImageBlocks.of(images());
        double[] accuracies = new double[ImageBlocks.COUNT];
        int[] seenIn = new int[ImageBlocks.COUNT];
        for (int image = 0; image < images(); image++) {
            accuracies[blocks[image]] += right[image];
            seenIn[blocks[image]] += seen[image];
        }
        for (int block = 0; block < accuracies.length; block++) {
            if (seenIn[block] == 0) {
                return Optional.empty();
            }
            accuracies[block] /= seenIn[block];
        }
        return Optional.of(accuracies);
    }

    /** Images of the split. */
    public int images() {
        return seen.length;
    }

    /** Draws in which an image was evaluated. */
    public int seen(int image) {
        return seen[image];
    }

    /** Draws in which an image's largest logit was its class. */
    public int right(int image) {
        return right[image];
    }

    /** Whether the first draw evaluated an image. */
    public boolean seenFirst(int image) {
        return seenFirst.get(image);
    }

    /** Whether an image's largest logit was its class in the first draw. */
    public boolean rightFirst(int image) {
        return rightFirst.get(image);
    }

    /** Largest absolute kept logit. */
    double largestLogit() {
        double largest = 0;
        for (float logit : logits) {
            largest = Math.max(largest, Math.abs(logit));
        }
        return largest;
    }

    /** Adds the kept logits of all images, [N, K], times a factor; those of images that were not seen are 0. */
    void addLogits(float[] sum, float factor) {
        for (int i = 0; i < logits.length; i++) {
            sum[i] += factor * logits[i];
        }
    }

    /** Largest absolute difference of two logits of one image and class, over the images that both evaluated. */
    double largestLogitDifference(ImageOutcomes other) {
        if (logits.length == 0 || logits.length != other.logits.length) {
            throw new IllegalStateException(
                    "cannot compare logits; expected: kept logits of the same images; received: " + logits.length
                            + " and " + other.logits.length + " values");
        }
        double largest = 0;
        for (int image = 0; image < seen.length; image++) {
            for (int k = 0; k < classes && seenFirst(image) && other.seenFirst(image); k++) {
                int at = image * classes + k;
                largest = Math.max(largest, Math.abs((double) logits[at] - other.logits[at]));
            }
        }
        return largest;
    }
}
