package org.evalgap.data.batch;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.source.SkippedImage;

/**
 * Turns the images of a source into batches, decoding in parallel; no more than two batches are in memory. Broken images
 * are left out and remembered. The results do not depend on the number of threads. To be used by one thread at a time.
 */
public final class ImageBatches implements AutoCloseable {

    private final ImageSource source;
    private final ImagePreparation preparation;
    private final ExecutorService workers;
    private final TreeMap<Integer, SkippedImage> skipped = new TreeMap<>();
    private final TreeSet<Integer> turned = new TreeSet<>();

    /**
     * @param source of the images
     * @param preparation of each
     * @param threads that decode, at least 1
     */
    public ImageBatches(ImageSource source, ImagePreparation preparation, int threads) {
        this.source = source;
        this.preparation = preparation;
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "image-decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins a pass over images in a given order; the caller closes it.
     *
     * @param order indices of images in the source; ascending order suits compressed sources
     * @param batchSize images of every batch but the last, at least 1: images after a broken one move up
     * @param pass decides, with each image's index, what random transforms do
     */
    public Pass pass(int[] order, int batchSize, long pass) {
        return new Pass(this, order.clone(), batchSize, pass);
    }

    /** The images that were left out so far, by index. */
    public List<SkippedImage> skipped() {
        return List.copyOf(skipped.values());
    }

    /** The indices of images so far whose file says that they should be turned or mirrored, which was ignored. */
    public List<Integer> turned() {
        return List.copyOf(turned);
    }

    /** Ends the decoding threads. */
    @Override
    public void close() {
        workers.shutdownNow();
    }

    ImageSource source() {
        return source;
    }

    ImagePreparation preparation() {
        return preparation;
    }

    ExecutorService workers() {
        return workers;
    }

    void skip(int index, String reason) {
        skipped.put(index, new SkippedImage(index, source.nameOf(index), reason));
    }

    void addTurned(int index) {
        turned.add(index);
    }
}
