package org.evalgap.data.preprocessing;

import java.io.Serializable;

/**
 * Height and width of an image.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record Size(int height, int width) implements Serializable {

    /** @throws org.evalgap.nn.ShapeException if a side is below 1 */
    public Size {
        ImageTransform.atLeast("size", 1, height);
        ImageTransform.atLeast("size", 1, width);
    }

    /** A square. */
    public static Size square(int side) {
        return new Size(side, side);
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
