package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few batches of a pass. How a pass is cut depends on nothing but its batches, so that sums over slices, taken in their
 * order, have the same bits wherever the slices ran.
 *
 * @param number of the first batch in the pass: decides with the draw what dropout does
 * @param batches indices of images; all of one size
 */
public record Slice(int number, List<int[]> batches) implements Serializable {

    private static final int IMAGES = 256;

    public Slice {
        batches = List.copyOf(batches);
    }

    /**
     * Cuts a pass.
     *
     * @param batches of any sizes: those of one size are brought together, the largest first
     */
    public static List<Slice> of(List<int[]> batches) {
        List<Slice> slices = new ArrayList<>();
        int number = 0;
        int[] sizes = batches.stream()
                .mapToInt(batch -> -batch.length)
                .distinct()
                .sorted()
                .toArray();
        for (int negative : sizes) {
            int size = -negative;
            List<int[]> equal =
                    batches.stream().filter(batch -> batch.length == size).toList();
            int step = Math.max(1, IMAGES / size);
            for (int from = 0; from < equal.size(); from += step) {
                List<int[]> some = equal.subList(from, Math.min(equal.size(), from + step));
                slices.add(new Slice(number, some));
                number += some.size();
            }
        }
        return slices;
    }

    int batchSize() {
        return batches.get(0).length;
    }

    /** Images of its batches one after another. */
    int[] order() {
        return batches.stream().flatMapToInt(IntStream::of).toArray();
    }
}
