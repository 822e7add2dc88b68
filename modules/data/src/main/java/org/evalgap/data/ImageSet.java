package org.evalgap.data;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.evalgap.nn.graph.Shape;

/**
 * Labelled images of one shape, as heap arrays of unsigned bytes. The arrays are shared, never copied: whoever reads them
 * must not write. Crosses to executors.
 */
public final class ImageSet implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Most pixel values one set can hold: some virtual machines refuse arrays a few elements longer. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    /** Labels are bytes. */
    static final int MAX_CLASSES = 256;

    private final Shape shape;
    private final byte[] pixels;
    private final byte[] labels;

    /**
     * @param shape of one image: [H, W, C]
     * @param pixels [N, H, W, C], unsigned, row-major
     * @param labels [N], unsigned; the class of each image
     * @throws IllegalArgumentException if there is no image, or the arrays' lengths do not fit each other
     */
    public ImageSet(Shape shape, byte[] pixels, byte[] labels) {
        long size = (long) labels.length * shape.size();
        if (labels.length == 0) {
            throw new IllegalArgumentException("labels: expected at least 1, received 0");
        }
        if (pixels.length != size) {
            throw new IllegalArgumentException("pixels: expected " + size + " (" + labels.length + " images of " + shape
                    + "), received " + pixels.length);
        }
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
    }

    /** Number of images, N. */
    public int size() {
        return labels.length;
    }

    /** Shape of one image: [H, W, C]. */
    public Shape shape() {
        return shape;
    }

    /** All pixels: [N, H, W, C], unsigned. Not to be written. */
    public byte[] pixels() {
        return pixels;
    }

    /** Where image {@code index} begins in {@link #pixels()}. */
    public int offset(int index) {
        return index * shape.size();
    }

    /** Class of image {@code index}. */
    public int label(int index) {
        return labels[index] & 0xff;
    }

    /** Class of each image, in order: a new array of N. */
    public int[] labels() {
        int[] classes = new int[labels.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = label(i);
        }
        return classes;
    }

    /**
     * A copy of some of the images, in their order.
     *
     * @param chosen whether the image with an index is one of them; at least one is
     */
    public ImageSet only(IntPredicate chosen) {
        int[] images = IntStream.range(0, size()).filter(chosen).toArray();
        int bytes = shape().size();
        byte[] some = new byte[images.length * bytes];
        byte[] classes = new byte[images.length];
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(pixels(), offset(images[i]), some, i * bytes, bytes);
            classes[i] = (byte) label(images[i]);
        }
        return new ImageSet(shape(), some, classes);
    }
}
