package org.evalgap.data.batch;

import org.evalgap.data.image.DecodedImage;
import org.evalgap.nn.graph.Shape;

/**
 * An image as a network sees it.
 *
 * @param shape height, width and channels
 * @param values in the layout asked for; not to be written
 * @param orientation that the file says and that was ignored, as {@link DecodedImage} has it
 */
public record PreparedImage(Shape shape, float[] values, int orientation) {

    /** Whether the file says that the image should be turned or mirrored. */
    public boolean isTurned() {
        return orientation != DecodedImage.UPRIGHT;
    }
}
