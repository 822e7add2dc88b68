package org.evalgap.data.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.evalgap.data.DatasetException;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.source.ImageSource;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/**
 * One pass over images, batch by batch. Files are read by the thread that asks for batches and decoded by others, ahead of
 * what was asked for by one batch.
 */
public final class Pass implements Iterator<ImageBatch>, AutoCloseable {

    /** An image under way, in the order of the pass. */
    private record Pending(int index, Future<PreparedImage> prepared) {}

    private record Ready(int index, PreparedImage image) {}

    private final ImageBatches batches;
    private final int[] order;
    private final int batchSize;
    private final long pass;
    private final ImageSource.Reader reader;
    private final ArrayDeque<Pending> ahead = new ArrayDeque<>();
    private final ArrayList<Ready> ready = new ArrayList<>();
    private int begun;
    private Optional<Shape> shape = Optional.empty();

    Pass(ImageBatches batches, int[] order, int batchSize, long pass) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: expected at least 1, received " + batchSize);
        }
        this.batches = batches;
        this.order = order;
        this.batchSize = batchSize;
        this.pass = pass;
        reader = batches.source().open();
    }

    /**
     * Whether there is a batch left.
     *
     * @throws DatasetException if the dataset cannot be read, or its images do not suit the transforms or each other
     */
    @Override
    public boolean hasNext() {
        while (ready.size() < batchSize && (begun < order.length || !ahead.isEmpty())) {
            beginMore();
            takeFirst();
        }
        return !ready.isEmpty();
    }

    /**
     * The next batch.
     *
     * @throws DatasetException if the dataset cannot be read, or its images do not suit the transforms or each other
     */
    @Override
    public ImageBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("batch: expected more images, received the end of the pass");
        }
        ImageBatch batch = assemble(ready);
        ready.clear();
        beginMore();
        return batch;
    }

    private void beginMore() {
        while (begun < order.length && ahead.size() < batchSize) {
            int index = order[begun++];
            try {
                ImageContent content = reader.read(index);
                ahead.add(new Pending(
                        index,
                        batches.workers().submit(() -> batches.preparation().prepare(content, index, pass))));
            } catch (BrokenImageException e) {
                batches.skip(index, e.getMessage());
            }
        }
    }

    private void takeFirst() {
        Pending first = ahead.poll();
        if (first == null) {
            return;
        }
        try {
            PreparedImage image = first.prepared.get();
            checkShape(first.index, image.shape());
            if (image.isTurned()) {
                batches.addTurned(first.index);
            }
            ready.add(new Ready(first.index, image));
        } catch (ExecutionException e) {
            failed(first.index, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while decoding " + batches.source().name(), e);
        }
    }

    private void failed(int index, Throwable cause) {
        if (cause instanceof BrokenImageException broken) {
            batches.skip(index, broken.getMessage());
        } else if (cause instanceof ShapeException unfit) {
            throw new DatasetException(
                    nameOf(index),
                    "an image that suits preprocessing" + unfit.setting() + " (" + unfit.expected() + ")",
                    unfit.received());
        } else if (cause instanceof RuntimeException exception) {
            throw exception;
        } else {
            throw new IllegalStateException("Cannot prepare " + nameOf(index), cause);
        }
    }

    private void checkShape(int index, Shape received) {
        if (shape.isEmpty()) {
            shape = Optional.of(received);
        }
        if (!shape.get().equals(received)) {
            throw new DatasetException(
                    nameOf(index),
                    "images of one size after preprocessing, here " + shape.get()
                            + " (center-crop, or resize with height and width, makes them so)",
                    received.toString());
        }
    }

    private String nameOf(int index) {
        return batches.source().name() + "/" + batches.source().nameOf(index);
    }

    private ImageBatch assemble(List<Ready> images) {
        int size = shape.orElseThrow().size();
        float[] values = new float[Math.multiplyExact(images.size(), size)];
        int[] labels = new int[images.size()];
        int[] indices = new int[images.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(images.get(i).image.values(), 0, values, i * size, size);
            indices[i] = images.get(i).index;
            labels[i] = batches.source().label(indices[i]);
        }
        return new ImageBatch(shape.orElseThrow(), values, labels, indices);
    }

    /** Closes the files; images under way are dropped. */
    @Override
    public void close() {
        ahead.forEach(pending -> pending.prepared.cancel(true));
        ahead.clear();
        reader.close();
    }
}
