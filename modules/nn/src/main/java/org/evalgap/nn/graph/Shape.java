package org.evalgap.nn.graph;

import java.io.Serializable;

/**
 * The shape of one sample: [height, width, channels]. A feature vector is 1 × 1 × features.
 *
 * @param height rows of the image, at least 1
 * @param width columns of the image, at least 1
 * @param channels values per pixel, at least 1
 */
public record Shape(int height, int width, int channels) implements Serializable {

    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new ShapeException(
                    "shape", "positive height, width and channels", height + "x" + width + "x" + channels);
        }
        if ((double) height * width * channels > Integer.MAX_VALUE) {
            throw new ShapeException(
                    "shape", "at most " + Integer.MAX_VALUE + " values", height + "x" + width + "x" + channels);
        }
    }

    public static Shape features(int features) {
        return new Shape(1, 1, features);
    }

    /** Number of pixels: height × width. */
    public int pixels() {
        return height * width;
    }

    /** Number of values: height × width × channels. */
    public int size() {
        return pixels() * channels;
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
