package org.evalgap.study.grid;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;

/**
 * The cells of a grid that are run: all, or a random subset of them, every subset of its size being equally likely.
 *
 * @param grid all cells
 * @param sample size of the subset, at most the grid's; empty for all
 * @param seed decides which cells are in the subset
 */
public record Cells(Grid grid, OptionalInt sample, Seed seed) {

    /** How many there are. */
    public long size() {
        return sample.isPresent() ? sample.getAsInt() : grid.size();
    }

    /** The cells one after another, in the order of the grid. */
    public Stream<Cell> stream() {
        return sample.isPresent()
                ? Arrays.stream(drawn(sample.getAsInt())).mapToObj(grid::cell)
                : LongStream.range(0, grid.size()).mapToObj(grid::cell);
    }

    private long[] drawn(int count) {
        SplitMix64 random = seed.child("sample").generator();
        Set<Long> drawn = new HashSet<>();
        // R. Floyd's algorithm: the upper bound grows by one with each draw, and stands in for a number drawn twice.
        for (long bound = grid.size() - count; bound < grid.size(); bound++) {
            if (!drawn.add(below(bound + 1, random))) {
                drawn.add(bound);
            }
        }
        return drawn.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long below(long bound, SplitMix64 random) {
        long bits = random.nextLong() >>> 1;
        long value = bits % bound;
        // Numbers of the last, incomplete run of the bound's length would favour small values.
        return bits - value + (bound - 1) >= 0 ? value : below(bound, random);
    }
}
