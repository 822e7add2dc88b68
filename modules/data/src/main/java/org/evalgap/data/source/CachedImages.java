package org.evalgap.data.source;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.FloatImage;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.Pixels;

/**
 * Another source whose images, as they are stored, stay in memory once they were read, as long as they fit: for sources that
 * are slow to read twice or out of order. Readers can be used by one thread each, at the same time. Can cross to an executor,
 * if that source can, and begins there with nothing.
 */
public final class CachedImages implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    /** There may be two sources, and the heap has other things to hold. */
    private static final int PART_OF_HEAP = 8;

    private final ImageSource source;
    private final transient AtomicReferenceArray<ImageContent> kept;
    private final transient AtomicLong free;

    /** Keeps as much as an eighth of this process's heap holds. */
    public CachedImages(ImageSource source) {
        this(source, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @param bytes most bytes that are kept */
    CachedImages(ImageSource source, long bytes) {
        this.source = source;
        kept = new AtomicReferenceArray<>(source.size());
        free = new AtomicLong(bytes);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public List<String> classes() {
        return source.classes();
    }

    @Override
    public int label(int index) {
        return source.label(index);
    }

    @Override
    public String nameOf(int index) {
        return source.nameOf(index);
    }

    @Override
    public boolean isSequential() {
        return source.isSequential();
    }

    @Override
    public Reader open() {
        Reader reader = source.open();
        return new Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                ImageContent content = kept.get(index);
                if (content == null) {
                    content = reader.read(index);
                    keep(index, content);
                }
                return content;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private Object readResolve() {
        return new CachedImages(source);
    }

    private void keep(int index, ImageContent content) {
        long bytes = bytes(content);
        boolean fits = free.addAndGet(-bytes) >= 0;
        if (!fits || !kept.compareAndSet(index, null, content)) {
            free.addAndGet(bytes);
        }
    }

    private static long bytes(ImageContent content) {
        if (content instanceof EncodedImage file) {
            return file.bytes().length;
        }
        return content instanceof Pixels pixels
                ? pixels.values().length
                : (long) Float.BYTES * ((FloatImage) content).values().length;
    }
}
