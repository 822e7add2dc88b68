package org.evalgap.data.image;

import org.evalgap.nn.graph.Shape;

/**
 * A decoded image: unsigned bytes, [H, W, C] in row-major order. Three channels are red, green and blue unless a transform
 * has changed their order; one channel is grey.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values per pixel: 1 or 3
 * @param values [H, W, C], unsigned; not copied, not to be written
 */
public record Pixels(int height, int width, int channels, byte[] values) implements ImageContent {

    /** Red, green and blue. */
    public static final int RGB = 3;

    /** @throws IllegalArgumentException if there is no pixel, or the array's length does not fit */
    public Pixels {
        if (height < 1 || width < 1 || (channels != 1 && channels != RGB)) {
            throw new IllegalArgumentException(
                    "pixels: expected positive height and width and 1 or 3 channels, received " + height + "x" + width
                            + "x" + channels);
        }
        if (values.length != (long) height * width * channels) {
            throw new IllegalArgumentException("values: expected " + (long) height * width * channels + " for " + height
                    + "x" + width + "x" + channels + ", received " + values.length);
        }
    }

    /** Its height, width and channels. */
    public Shape shape() {
        return new Shape(height, width, channels);
    }

    /** The value of one channel of one pixel: 0 to 255. */
    public int value(int row, int column, int channel) {
        return values[(row * width + column) * channels + channel] & 0xff;
    }

    /** The same image in red, green and blue: grey becomes three equal channels. */
    public Pixels toRgb() {
        if (channels == RGB) {
            return this;
        }
        byte[] rgb = new byte[values.length * RGB];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = values[i / RGB];
        }
        return new Pixels(height, width, RGB, rgb);
    }
}
