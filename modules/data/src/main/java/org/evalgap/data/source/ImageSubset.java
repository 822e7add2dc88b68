package org.evalgap.data.source;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.random.Seed;

/**
 * Some images of another source, in its order: drawn without replacement, so that a larger subset by the same seed has the
 * smaller one in it. Can cross to an executor, if that source can.
 */
public final class ImageSubset implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    private final ImageSource all;
    private final int[] indices;

    private ImageSubset(ImageSource all, int[] indices) {
        this.all = all;
        this.indices = indices;
    }

    /**
     * Draws a subset: every one of its size is equally likely.
     *
     * @param all where the images are from
     * @param size number of images, 1 to {@code all}'s; the source itself is returned if it has no more
     * @param seed of the drawing
     */
    public static ImageSource draw(ImageSource all, int size, Seed seed) {
        if (size < 1) {
            throw new IllegalArgumentException("size: expected at least 1, received " + size);
        }
        if (size >= all.size()) {
            return all;
        }
        // Each image has a random rank of its own: the lowest are taken, whatever their number.
        long[] ranks = new long[all.size()];
        Arrays.setAll(ranks, index -> seed.child(index).value());
        int[] indices = IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingLong(index -> ranks[index]))
                .limit(size)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return new ImageSubset(all, indices);
    }

    /** Where image {@code index} is in the source that this is a subset of. */
    public int originalIndex(int index) {
        return indices[index];
    }

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int index) {
        return all.label(indices[index]);
    }

    @Override
    public String nameOf(int index) {
        return all.nameOf(indices[index]);
    }

    @Override
    public boolean isSequential() {
        return all.isSequential();
    }

    @Override
    public Reader open() {
        Reader reader = all.open();
        return new Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                return reader.read(indices[index]);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
