package org.evalgap.data.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;

/**
 * A few images of a sequential source, for one walk in any order: they are all read when it begins, in ascending order, and
 * each is let go as it is taken.
 */
public final class GatheredImages implements ImageSource {

    private final ImageSource all;
    private final int[] indices;

    /**
     * @param all where the images are from
     * @param indices of those that will be read, in any order; the index of an image stays what it is
     */
    public GatheredImages(ImageSource all, int[] indices) {
        this.all = all;
        this.indices = indices.clone();
    }

    /** The images of one walk: gathered if the source is slow out of order, else the source itself. */
    public static ImageSource of(ImageSource all, int[] indices) {
        return all.isSequential() ? new GatheredImages(all, indices) : all;
    }

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public int size() {
        return all.size();
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int index) {
        return all.label(index);
    }

    @Override
    public String nameOf(int index) {
        return all.nameOf(index);
    }

    @Override
    public Reader open() {
        Map<Integer, ImageContent> read = new HashMap<>();
        Map<Integer, BrokenImageException> broken = new HashMap<>();
        try (Reader reader = all.open()) {
            for (int index : Arrays.stream(indices).sorted().toArray()) {
                try {
                    read.put(index, reader.read(index));
                } catch (BrokenImageException e) {
                    broken.put(index, e);
                }
            }
        }
        return new Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                if (broken.containsKey(index)) {
                    throw broken.get(index);
                }
                return read.remove(index);
            }

            @Override
            public void close() {
                read.clear();
            }
        };
    }
}
