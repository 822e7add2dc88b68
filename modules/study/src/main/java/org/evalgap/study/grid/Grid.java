package org.evalgap.study.grid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The product of axes without the excluded cells. Cells are numbered from 0 in the order of their values, the last axis
 * fastest; nothing is enumerated: counting and finding a cell by its number cost the number of axis values, not of
 * cells.
 */
public final class Grid {

    private final List<Axis> axes;
    private final List<Exclusion> exclusions;
    private final Map<Suffix, Long> counts = new HashMap<>();
    private final long size;

    /**
     * The cells that a choice on the first axes leaves open.
     *
     * @param axis the first axis still free
     * @param live the exclusions that the choice so far has not ruled out
     */
    private record Suffix(int axis, BitSet live) {}

    /**
     * @param axes in order, with distinct keys; none make a grid of one cell
     * @param exclusions which cells are left out
     * @throws ArithmeticException if there are more cells than a long can count
     */
    public Grid(List<Axis> axes, List<Exclusion> exclusions) {
        this.axes = List.copyOf(axes);
        this.exclusions = List.copyOf(exclusions);
        long product = 1;
        for (Axis axis : this.axes) {
            product = Math.multiplyExact(product, (long) axis.values().size());
        }
        this.size = count(start());
    }

    /** The axes, in order. */
    public List<Axis> axes() {
        return axes;
    }

    /** Number of cells, the excluded ones not among them. */
    public long size() {
        return size;
    }

    /**
     * The cell with a number.
     *
     * @param number from 0 to below {@link #size()}
     */
    public Cell cell(long number) {
        Objects.checkIndex(number, size);
        long left = number;
        Suffix suffix = start();
        List<Cell.Choice> choices = new ArrayList<>(axes.size());
        while (suffix.axis < axes.size()) {
            int value = 0;
            Suffix next = after(suffix, value);
            for (long cells = count(next); left >= cells; cells = count(next)) {
                left -= cells;
                value++;
                next = after(suffix, value);
            }
            choices.add(new Cell.Choice(axes.get(suffix.axis), value));
            suffix = next;
        }
        return new Cell(choices);
    }

    private Suffix start() {
        BitSet live = new BitSet();
        live.set(0, exclusions.size());
        return new Suffix(0, live);
    }

    private Suffix after(Suffix suffix, int value) {
        BitSet live = new BitSet();
        suffix.live.stream()
                .filter(rule ->
                        exclusions.get(rule).admits(axes.get(suffix.axis).key(), value))
                .forEach(live::set);
        return new Suffix(suffix.axis + 1, live);
    }

    private long count(Suffix suffix) {
        if (suffix.axis == axes.size()) {
            return suffix.live.isEmpty() ? 1 : 0;
        }
        Long known = counts.get(suffix);
        if (known != null) {
            return known;
        }
        long cells = 0;
        for (int value = 0; value < axes.get(suffix.axis).values().size(); value++) {
            cells += count(after(suffix, value));
        }
        counts.put(suffix, cells);
        return cells;
    }
}
