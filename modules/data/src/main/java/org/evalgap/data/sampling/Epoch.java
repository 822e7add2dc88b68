package org.evalgap.data.sampling;

import java.util.Arrays;

/** The batches of one pass over a split: which images, in which order, of which input domain. Immutable. */
public final class Epoch {

    private final int[] indices;
    private final int batchSize;
    private final int domains;

    Epoch(int[] indices, int batchSize, int domains) {
        this.indices = indices;
        this.batchSize = batchSize;
        this.domains = domains;
    }

    /** Number of batches. */
    public int batches() {
        return indices.length / batchSize + (indices.length % batchSize == 0 ? 0 : 1);
    }

    /** Number of images in batch {@code batch}: the batch size, or fewer in the last. */
    public int size(int batch) {
        return Math.min(batchSize, indices.length - start(batch));
    }

    /** Index, in the split, of the image at {@code position} of batch {@code batch}. */
    public int index(int batch, int position) {
        if (position < 0 || position >= size(batch)) {
            throw new IndexOutOfBoundsException(
                    "position: expected 0 to " + (size(batch) - 1) + " in batch " + batch + ", received " + position);
        }
        return indices[start(batch) + position];
    }

    /** Indices of all images in the order of the batches: a new array. */
    public int[] indices() {
        return indices.clone();
    }

    /** Input domain of batch {@code batch}: 0, or 1 for the second. */
    public int domain(int batch) {
        return batch % domains;
    }

    /** This epoch without its last batch if that is smaller than the others (PyTorch's {@code drop_last}). */
    public Epoch wholeBatches() {
        int images = indices.length - indices.length % batchSize;
        return new Epoch(Arrays.copyOf(indices, images), batchSize, domains);
    }

    private int start(int batch) {
        if (batch < 0 || batch >= batches()) {
            throw new IndexOutOfBoundsException("batch: expected 0 to " + (batches() - 1) + ", received " + batch);
        }
        return batch * batchSize;
    }
}
