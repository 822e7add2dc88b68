package org.evalgap.data.preprocessing;

import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/**
 * Luma: torchvision's {@code Grayscale} with Pillow's integer weights, (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶ rounded down
 * (ITU-R BT.601).
 *
 * @param outputChannels 1, or 3 equal ones
 */
public record Grayscale(int outputChannels) implements PixelTransform {

    private static final int RED = 19595;
    private static final int GREEN = 38470;
    private static final int BLUE = 7471;
    private static final int BITS = 16;

    /** @throws ShapeException if the number of channels is neither 1 nor 3 */
    public Grayscale {
        if (outputChannels != 1 && outputChannels != Pixels.RGB) {
            throw new ShapeException("output-channels", "1 or 3", Integer.toString(outputChannels));
        }
    }

    @Override
    public String name() {
        return "grayscale";
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        Pixels grey = image.channels() == 1 ? image : luma(image);
        return outputChannels == 1 ? grey : grey.toRgb();
    }

    private static Pixels luma(Pixels image) {
        byte[] rgb = image.values();
        byte[] grey = new byte[rgb.length / Pixels.RGB];
        for (int i = 0; i < grey.length; i++) {
            int at = i * Pixels.RGB;
            int sum = (rgb[at] & 0xff) * RED + (rgb[at + 1] & 0xff) * GREEN + (rgb[at + 2] & 0xff) * BLUE;
            grey[i] = (byte) (sum + (1 << (BITS - 1)) >> BITS);
        }
        return new Pixels(image.height(), image.width(), 1, grey);
    }

    @Override
    public int channelsAfter(int input) {
        return outputChannels;
    }
}
