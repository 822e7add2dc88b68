package org.evalgap.checkup;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * What a network did with each of some images.
 *
 * @param images how many; broken ones are not among them
 * @param right positions of the images whose largest logit is their class; ties go to the lower class
 * @param loss mean cross-entropy in nats
 */
record Outcomes(int images, BitSet right, double loss) {

    /** Every second image: remedies are chosen on one half and measured on the other. */
    enum Half {
        /** Even positions. */
        CHOICE,
        /** Odd positions. */
        MEASURE;

        private boolean has(int position) {
            return position % 2 == ordinal();
        }

        int of(int images) {
            return (images + 1 - ordinal()) / 2;
        }
    }

    /**
     * A difference of accuracies on the same images.
     *
     * @param mean as a fraction of all images
     * @param deviation standard error of it, from the images on which the two differ
     */
    record Difference(double mean, double deviation) {

        private static final double NORMAL_QUANTILE = 1.96;

        /** Smallest gain that is worth a word. */
        static final double MATERIAL = 0.01;

        /** Whether the gain is sure and at least a percentage point. */
        boolean isMaterial() {
            return mean >= MATERIAL && lower() > 0;
        }

        double lower() {
            return mean - NORMAL_QUANTILE * deviation;
        }

        double upper() {
            return mean + NORMAL_QUANTILE * deviation;
        }
    }

    double accuracy() {
        return right.cardinality() / (double) images;
    }

    double accuracy(Half half) {
        int hits = 0;
        for (int i = right.nextSetBit(0); i >= 0; i = right.nextSetBit(i + 1)) {
            hits += half.has(i) ? 1 : 0;
        }
        return hits / (double) Math.max(1, half.of(images));
    }

    /** This accuracy minus another's, on all images. */
    Difference minus(Outcomes other) {
        return minus(other, images, position -> true);
    }

    /** This accuracy minus another's, on half of the images. */
    Difference minus(Outcomes other, Half half) {
        return minus(other, half.of(images), half::has);
    }

    private Difference minus(Outcomes other, int count, IntPredicate counts) {
        int won = 0;
        int lost = 0;
        for (int i = 0; i < images; i++) {
            if (counts.test(i) && right.get(i) != other.right.get(i)) {
                if (right.get(i)) {
                    won++;
                } else {
                    lost++;
                }
            }
        }
        double n = Math.max(1, count);
        double mean = (won - lost) / n;
        return new Difference(mean, Math.sqrt(Math.max(0, (won + lost) / n - mean * mean) / n));
    }
}
