package org.evalgap.data.image;

import org.evalgap.nn.graph.Shape;

/**
 * An image of numbers, in whatever unit the file has them: no transform of pixels applies to it, and it is not divided by
 * 255.
 *
 * @param shape [H, W, C]
 * @param values [H, W, C], row-major; not copied, not to be written
 */
public record FloatImage(Shape shape, float[] values) implements ImageContent {

    /** @throws IllegalArgumentException if the array's length does not fit the shape */
    public FloatImage {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "values: expected " + shape.size() + " for " + shape + ", received " + values.length);
        }
    }
}
