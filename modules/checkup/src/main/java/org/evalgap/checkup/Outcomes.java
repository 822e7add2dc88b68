package org.evalgap.checkup;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import org.evalgap.checkup.pass.SliceResult;
import org.evalgap.data.DatasetException;
import org.evalgap.data.source.ImageSource;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageBlocks;
import org.evalgap.results.statistics.McNemar;

/**
 * What a network did with each of some images.
 *
 * @param seen positions of the images that passed: not the broken ones
 * @param right positions of those whose largest logit is their class; ties go to the lower class
 * @param predicted class of each image, of no meaning where it did not pass
 * @param losses cross-entropy of each image in nats, of no meaning where it did not pass
 * @param confidences probability of the predicted class, of no meaning where the image did not pass
 */
record Outcomes(BitSet seen, BitSet right, int[] predicted, float[] losses, float[] confidences) {

    /**
     * @param results of all slices of a pass over the images
     * @throws DatasetException if no image passed
     */
    static Outcomes of(ImageSource images, List<SliceResult> results) {
        Outcomes outcomes = new Outcomes(
                new BitSet(), new BitSet(), new int[images.size()], new float[images.size()], new float[images.size()]);
        for (SliceResult result : results) {
            for (int n = 0; n < result.indices().length; n++) {
                int index = result.indices()[n];
                outcomes.seen.set(index);
                outcomes.right.set(index, result.predicted()[n] == images.label(index));
                outcomes.predicted[index] = result.predicted()[n];
                outcomes.losses[index] = result.losses()[n];
                outcomes.confidences[index] = result.confidences()[n];
            }
        }
        if (outcomes.seen.isEmpty()) {
            throw new DatasetException(images.name(), "images that can be decoded", "none that can");
        }
        return outcomes;
    }

    /** Every second image: remedies are chosen on one half and measured on the other. */
    enum Half {
        /** Even positions. */
        CHOICE,
        /** Odd positions. */
        MEASURE;

        private boolean has(int position) {
            return position % 2 == ordinal();
        }
    }

    /**
     * A difference of accuracies on the same images, or another mean over them.
     *
     * @param mean as a fraction of all images
     * @param deviation standard error of it, from the images on which the two differ
     * @param images compared
     * @param won images that only the first has right; 0 for what is no difference of counts
     * @param lost images that only the second has right; 0 for what is no difference of counts
     */
    record Difference(double mean, double deviation, int images, int won, int lost) {

        /** Smallest gain that is worth a word. */
        static final double MATERIAL = 0.01;

        /** On few images the normal approximation of the interval is too narrow; the exact test is not. */
        private static final double SURE = 0.05;

        /** Whether the gain is sure and at least a percentage point. */
        boolean isMaterial() {
            return mean >= MATERIAL && estimate().isPositive() && chance() <= SURE;
        }

        /** McNemar's exact probability of counts at least as uneven. */
        double chance() {
            return McNemar.probability(won, lost);
        }

        /** With its 95 % interval over images. */
        Estimate estimate() {
            return Estimate.around(mean, NORMAL_QUANTILE * deviation);
        }
    }

    static final double NORMAL_QUANTILE = 1.96;
    private static final int CALIBRATION_BINS = 15;

    /** Mean cross-entropy in nats. */
    double loss() {
        return seen.stream().mapToDouble(i -> losses[i]).sum() / images();
    }

    /** Expected calibration error: mean distance of confidence and accuracy over bins of equal width, by their images. */
    double calibrationError() {
        double[] excess = new double[CALIBRATION_BINS];
        seen.stream()
                .forEach(i -> excess[Math.min(CALIBRATION_BINS - 1, (int) (confidences[i] * CALIBRATION_BINS))] +=
                        confidences[i] - (right.get(i) ? 1 : 0));
        return DoubleStream.of(excess).map(Math::abs).sum() / images();
    }

    /** Accuracy in each block of {@link ImageBlocks}; null if a block is empty. */
    String accuracyByBlock() {
        int[] blocks = ImageBlocks.of(predicted.length);
        double[] hits = new double[ImageBlocks.COUNT];
        double[] all = new double[ImageBlocks.COUNT];
        seen.stream().forEach(i -> {
            all[blocks[i]]++;
            hits[blocks[i]] += right.get(i) ? 1 : 0;
        });
        Arrays.setAll(hits, block -> hits[block] / all[block]);
        return DoubleStream.of(hits).anyMatch(Double::isNaN) ? null : ImageBlocks.text(hits);
    }

    int images() {
        return seen.cardinality();
    }

    double accuracy() {
        return right.cardinality() / (double) images();
    }

    /** The accuracy with its 95 % interval over images. */
    Estimate estimate() {
        return Estimate.around(accuracy(), NORMAL_QUANTILE * Math.sqrt(accuracy() * (1 - accuracy()) / images()));
    }

    double accuracy(Half half) {
        int all = 0;
        int hits = 0;
        for (int i = seen.nextSetBit(0); i >= 0; i = seen.nextSetBit(i + 1)) {
            all += half.has(i) ? 1 : 0;
            hits += half.has(i) && right.get(i) ? 1 : 0;
        }
        return hits / (double) Math.max(1, all);
    }

    /** This accuracy minus another's, on all images. */
    Difference minus(Outcomes other) {
        return minus(other, position -> true);
    }

    /** This accuracy minus another's, on half of the images. */
    Difference minus(Outcomes other, Half half) {
        return minus(other, half::has);
    }

    private Difference minus(Outcomes other, IntPredicate counts) {
        int all = 0;
        int won = 0;
        int lost = 0;
        for (int i = seen.nextSetBit(0); i >= 0; i = seen.nextSetBit(i + 1)) {
            if (!counts.test(i) || !other.seen.get(i)) {
                continue;
            }
            all++;
            if (right.get(i) != other.right.get(i)) {
                won += right.get(i) ? 1 : 0;
                lost += right.get(i) ? 0 : 1;
            }
        }
        double n = Math.max(1, all);
        double mean = (won - lost) / n;
        double deviation = Math.sqrt(Math.max(0, (won + lost) / n - mean * mean) / n);
        return new Difference(mean, deviation, all, won, lost);
    }
}
