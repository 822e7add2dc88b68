package org.evalgap.data.batch;

import org.evalgap.nn.graph.Shape;

/**
 * Images as a network sees them.
 *
 * @param shape of one image: height, width and channels
 * @param values [N, H, W, C] or [N, C, H, W]
 * @param labels [N]
 * @param indices [N]: where the images are in their source
 */
public record ImageBatch(Shape shape, float[] values, int[] labels, int[] indices) {

    /** Number of images, N. */
    public int size() {
        return labels.length;
    }
}
