package org.evalgap.data;

import java.io.ByteArrayOutputStream;
import org.evalgap.nn.graph.Shape;

/** Gathers the images of one split as they are read: of each class the first ones, up to a limit. */
public final class ImageCollector {

    private final String origin;
    private final Shape shape;
    private final int perClass;
    private final int[] counts;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    private final ByteArrayOutputStream labels = new ByteArrayOutputStream();

    /**
     * @param origin the files the images come from, for errors
     * @param shape of every image
     * @param classes number of classes
     * @param perClass most images kept of one class
     */
    public ImageCollector(String origin, Shape shape, int classes, int perClass) {
        this.origin = origin;
        this.shape = shape;
        this.perClass = perClass;
        counts = new int[classes];
    }

    /** @throws DatasetException if a label is none of the classes */
    public static void checkLabel(String file, int label, int image, int classes) {
        if (label >= classes) {
            throw new DatasetException(file, "labels from 0 to " + (classes - 1), label + " for image " + image);
        }
    }

    /**
     * Keeps an image unless its class is complete.
     *
     * @param image [H, W, C], copied
     */
    public void add(int label, byte[] image) {
        if (counts[label] == perClass) {
            return;
        }
        if ((long) pixels.size() + image.length > ImageSet.MAX_BYTES) {
            throw new DatasetException(
                    origin, "at most " + ImageSet.MAX_BYTES + " pixel values to keep", "more (limit images per class)");
        }
        counts[label]++;
        pixels.write(image, 0, image.length);
        labels.write(label);
    }

    /** @throws DatasetException if a class has no image */
    public ImageSet images() {
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] == 0) {
                throw new DatasetException(
                        origin, "images of each of the " + counts.length + " classes", "none of class " + label);
            }
        }
        return new ImageSet(shape, pixels.toByteArray(), labels.toByteArray());
    }
}
