package org.evalgap.data.preprocessing;

import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/**
 * Mirrors the image left to right, sometimes: torchvision's {@code RandomHorizontalFlip}.
 *
 * @param p probability of mirroring, 0 to 1
 */
public record RandomHorizontalFlip(double p) implements PixelTransform {

    /** @throws ShapeException if the probability is not from 0 to 1 */
    public RandomHorizontalFlip {
        if (!(p >= 0 && p <= 1)) {
            throw new ShapeException("p", "a number from 0 to 1", Double.toString(p));
        }
    }

    @Override
    public String name() {
        return "random-horizontal-flip";
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        return random.nextDouble() < p ? mirrored(image) : image;
    }

    private static Pixels mirrored(Pixels image) {
        int channels = image.channels();
        int width = image.width();
        byte[] target = new byte[image.values().length];
        for (int at = 0; at < target.length; at += channels) {
            int pixel = at / channels;
            int mirror = pixel + width - 1 - 2 * (pixel % width);
            System.arraycopy(image.values(), mirror * channels, target, at, channels);
        }
        return new Pixels(image.height(), width, channels, target);
    }
}
