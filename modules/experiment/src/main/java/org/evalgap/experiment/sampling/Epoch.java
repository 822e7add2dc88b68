package org.evalgap.experiment.sampling;

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
        throw new UnsupportedOperationException();
    }

    /** Number of images in batch {@code batch}: the batch size, or fewer in the last. */
    public int size(int batch) {
        throw new UnsupportedOperationException();
    }

    /** Index of the image at {@code position} of batch {@code batch}. */
    public int index(int batch, int position) {
        throw new UnsupportedOperationException();
    }

    /** Indices of all images in order of the batches: a new array. */
    public int[] indices() {
        return indices.clone();
    }

    /** Input domain of batch {@code batch}: 0, or 1 for the second. */
    public int domain(int batch) {
        return batch % domains;
    }

    /** This epoch without its last batch if that is smaller than the others (PyTorch's {@code drop_last}). */
    public Epoch wholeBatches() {
        return new Epoch(indices, batchSize, domains);
    }
}
