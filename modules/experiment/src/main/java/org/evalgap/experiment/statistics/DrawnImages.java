package org.evalgap.experiment.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.evalgap.data.random.SplitMix64;

/**
 * Training images as a training drew them: an image can be there twice, and be of either input domain.
 *
 * @param indices in the training split
 * @param domains of each
 */
record DrawnImages(int[] indices, int[] domains) {

    int size() {
        return indices.length;
    }

    /** The same in a random order. */
    DrawnImages shuffled(SplitMix64 random) {
        int[] order = IntStream.range(0, size()).toArray();
        random.shuffle(order, 0, size());
        return at(order);
    }

    /** Those of one input domain. */
    DrawnImages ofDomain(int domain) {
        return at(IntStream.range(0, size()).filter(i -> domains[i] == domain).toArray());
    }

    private DrawnImages at(int[] positions) {
        return new DrawnImages(
                Arrays.stream(positions).map(i -> indices[i]).toArray(),
                Arrays.stream(positions).map(i -> domains[i]).toArray());
    }
}
