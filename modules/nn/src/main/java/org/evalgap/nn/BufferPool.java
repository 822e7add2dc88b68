package org.evalgap.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory for values that die while a program runs: what one value leaves, a later one takes. A value takes the smallest
 * gap that holds it, or new memory when none does; gaps side by side become one.
 */
final class BufferPool {

    /** Values of a step in which memory is handed out: every buffer begins where a vector register may be loaded. */
    private static final int ALIGNMENT = 16;

    private final NativeMemory memory;
    private final Precision precision;
    private final Map<Long, Range> taken = new HashMap<>();
    /** By address: neighbours are easy to find. */
    private final TreeMap<Long, Range> gaps = new TreeMap<>();

    /** Some of the values of a slab of memory. */
    private record Range(Tensor slab, long first, long length) {
        Tensor tensor() {
            return slab.part(first, length);
        }

        long address() {
            return slab.address().address() + first * slab.precision().bytes();
        }
    }

    BufferPool(NativeMemory memory, Precision precision) {
        this.memory = memory;
        this.precision = precision;
    }

    /** Memory of arbitrary content, until it is {@linkplain #release released}. */
    Tensor take(long... shape) {
        long length = (Tensor.length(shape) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        Range smallest = null;
        for (Range gap : gaps.values()) {
            if (gap.length >= length && (smallest == null || gap.length < smallest.length)) {
                smallest = gap;
            }
        }
        Range range =
                smallest == null ? new Range(memory.allocate(precision, length), 0, length) : cut(smallest, length);
        taken.put(range.address(), range);
        return range.tensor().part(0, shape);
    }

    /** Gives back memory that begins where {@code x} does; of anything else than this pool's it does nothing. */
    void release(Tensor x) {
        Range freed = taken.remove(x.address().address());
        if (freed == null) {
            return;
        }
        Map.Entry<Long, Range> below = gaps.lowerEntry(freed.address());
        if (below != null && adjoin(below.getValue(), freed)) {
            gaps.remove(below.getKey());
            freed = join(below.getValue(), freed);
        }
        Map.Entry<Long, Range> above = gaps.higherEntry(freed.address());
        if (above != null && adjoin(freed, above.getValue())) {
            gaps.remove(above.getKey());
            freed = join(freed, above.getValue());
        }
        gaps.put(freed.address(), freed);
    }

    private Range cut(Range gap, long length) {
        gaps.remove(gap.address());
        if (gap.length > length) {
            Range rest = new Range(gap.slab, gap.first + length, gap.length - length);
            gaps.put(rest.address(), rest);
        }
        return new Range(gap.slab, gap.first, length);
    }

    private static boolean adjoin(Range lower, Range upper) {
        return lower.slab == upper.slab && lower.first + lower.length == upper.first;
    }

    private static Range join(Range lower, Range upper) {
        return new Range(lower.slab, lower.first, lower.length + upper.length);
    }
}
