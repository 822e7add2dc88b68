package org.evalgap.data.source;

import java.util.List;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;

/**
 * Labelled images that are read one by one, so that they need not fit into memory. What is known of all of them is small:
 * labels and names.
 */
public interface ImageSource {

    /** The dataset, as the user names it. */
    String name();

    /** Number of images. */
    int size();

    /** The names of the classes, in the order of the labels. */
    List<String> classes();

    /** Class of image {@code index}: 0 to the number of classes − 1. */
    int label(int index);

    /** What image {@code index} is called, for people: a path, or a number. */
    String nameOf(int index);

    /** Whether images are slow to read in other than ascending order. */
    default boolean isSequential() {
        return false;
    }

    /** Opens the images for one thread; the caller closes it. */
    Reader open();

    /** Reads single images, in any order; ascending order is never slow. */
    interface Reader extends AutoCloseable {

        /**
         * Reads one image.
         *
         * @throws BrokenImageException if this image cannot be read
         * @throws org.evalgap.data.DatasetException if the dataset cannot be read
         */
        ImageContent read(int index) throws BrokenImageException;

        @Override
        void close();
    }
}
