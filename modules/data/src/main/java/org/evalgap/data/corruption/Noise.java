package org.evalgap.data.corruption;

import static org.evalgap.data.corruption.Canvas.WHITE;

import org.evalgap.data.random.SplitMix64;

/** Each value changed at random, independently. */
final class Noise {

    private static final double[] GAUSSIAN = {0.08, 0.12, 0.18, 0.26, 0.38};
    private static final double[] PHOTONS = {60, 25, 12, 5, 3};
    private static final double[] IMPULSES = {0.03, 0.06, 0.09, 0.17, 0.27};
    private static final double[] SPECKLE = {0.15, 0.2, 0.35, 0.45, 0.6};

    private Noise() {}

    /** x + σ z. */
    static void gaussian(Canvas image, int severity, SplitMix64 random) {
        for (int i = 0; i < image.size(); i++) {
            image.set(i, image.get(i) + WHITE * GAUSSIAN[severity - 1] * random.nextGaussian());
        }
    }

    /** Poisson(λ x) / λ. */
    static void shot(Canvas image, int severity, SplitMix64 random) {
        double photons = PHOTONS[severity - 1];
        for (int i = 0; i < image.size(); i++) {
            image.set(i, WHITE * poisson(image.get(i) / WHITE * photons, random) / photons);
        }
    }

    /** Some values black or white, each as likely. */
    static void impulse(Canvas image, int severity, SplitMix64 random) {
        for (int i = 0; i < image.size(); i++) {
            if (random.nextDouble() < IMPULSES[severity - 1]) {
                image.set(i, random.nextBoolean() ? WHITE : 0);
            }
        }
    }

    /** x + x σ z. */
    static void speckle(Canvas image, int severity, SplitMix64 random) {
        for (int i = 0; i < image.size(); i++) {
            image.set(i, image.get(i) * (1 + SPECKLE[severity - 1] * random.nextGaussian()));
        }
    }

    /** By Knuth's multiplication of uniform numbers: means here are at most 60. */
    private static int poisson(double mean, SplitMix64 random) {
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
