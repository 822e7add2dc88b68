package org.evalgap.data.preprocessing;

import java.io.Serializable;
import org.evalgap.data.image.ImageDecoder;
import org.evalgap.nn.graph.ShapeException;

/**
 * Height and width of an image, of at most {@link ImageDecoder#MAX_PIXELS} pixels.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record Size(int height, int width) implements Serializable {

    /** @throws ShapeException if a side is below 1, or there are too many pixels */
    public Size {
        ImageTransform.atLeast("size", 1, height);
        ImageTransform.atLeast("size", 1, width);
        if (height > ImageDecoder.MAX_PIXELS / width) {
            throw new ShapeException("size", "at most " + ImageDecoder.MAX_PIXELS + " pixels", height + "x" + width);
        }
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
