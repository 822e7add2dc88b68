package org.evalgap.experiment.sampling;

import org.evalgap.experiment.random.Seed;
import org.evalgap.nn.ShapeException;

/**
 * Forms the batches of one split. An epoch depends on labels, composition, batch size, seed and the epoch's number alone.
 * Immutable.
 */
public final class BatchSampler {

    /**
     * @param labels class of each image of the split
     * @param classes number of classes, of which each has an image
     * @param composition which images form a batch
     * @param batchSize images of a batch
     * @param seed of the order
     * @throws ShapeException if the composition does not allow the batch size
     */
    public BatchSampler(int[] labels, int classes, BatchComposition composition, int batchSize, Seed seed) {
        composition.check(batchSize, classes);
        throw new UnsupportedOperationException(labels.length + "" + seed);
    }

    /** The batches of epoch {@code number}, from 0. */
    public Epoch epoch(int number) {
        throw new UnsupportedOperationException("" + number);
    }
}
