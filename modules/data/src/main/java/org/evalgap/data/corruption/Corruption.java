package org.evalgap.data.corruption;

import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;

/**
 * What can happen to an image between the world and a network, in severities from 1 to 5: kinds of MNIST-C (Mu and Gilmer
 * 2019, arXiv 1906.02337) and of ImageNet-C before it (Hendrycks and Dietterich 2019, arXiv 1903.12261). What each kind
 * does and its parameters are those of MNIST-C's generator (google-research/mnist-c, {@code corruptions.py}), written anew
 * in Java, with these differences: lengths are for images of 28 × 28 and grow with the shorter side; a stripe and dotted
 * lines, which have no severity there, have one here, at 5 and at 1 as there; fog is of a map as large as the image; a
 * motion blur is sampled between pixels, and an enlargement about the middle.
 */
public enum Corruption {
    GAUSSIAN_NOISE(true, Noise::gaussian),
    SHOT_NOISE(true, Noise::shot),
    IMPULSE_NOISE(true, Noise::impulse),
    SPECKLE_NOISE(true, Noise::speckle),
    GAUSSIAN_BLUR(false, Blur::gaussian),
    GLASS_BLUR(true, Blur::glass),
    MOTION_BLUR(true, Blur::motion),
    ZOOM_BLUR(false, Blur::zoom),
    BRIGHTNESS(false, Tone::brightness),
    CONTRAST(false, Tone::contrast),
    QUANTIZE(false, Tone::quantize),
    PIXELATE(false, Tone::pixelate),
    TRANSLATE(true, Move::translate),
    ROTATE(true, Move::rotate),
    SCALE(false, Move::scale),
    SHEAR(true, Move::shear),
    STRIPE(false, Overlay::stripe),
    DOTTED_LINE(true, Overlay::dottedLine),
    SPATTER(true, Overlay::spatter),
    FOG(true, Overlay::fog);

    /** The smallest severity. */
    public static final int LEAST = 1;

    /** The largest severity. */
    public static final int MOST = 5;

    private final boolean random;
    private final Effect effect;

    private interface Effect {
        void apply(Canvas image, int severity, SplitMix64 random);
    }

    Corruption(boolean random, Effect effect) {
        this.random = random;
        this.effect = effect;
    }

    /** Whether two applications to one image can differ. */
    public boolean isRandom() {
        return random;
    }

    /**
     * Changes one image in place: the same for the same image, severity and state of the generator.
     *
     * @param values from {@code offset} on [H, W, C], from 0 to 255, as they are afterwards
     * @param severity from {@link #LEAST} to {@link #MOST}
     * @param generator drawn from if the kind is random; may be null if it is not
     */
    public void apply(float[] values, int offset, Shape shape, int severity, SplitMix64 generator) {
        effect.apply(new Canvas(values, offset, shape), severity, generator);
    }
}
