package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Values by cell, or pair of cells, and replicate. A mean compares replicates only if each is of the same cells, so where
 * a value is missing its replicate is left out, or its cell, whichever leaves more.
 *
 * @param <V> what a cell's replicate came to
 */
final class Layout<V> {

    private final SortedMap<String, SortedMap<String, V>> byCell = new TreeMap<>();
    private final SortedSet<String> units = new TreeSet<>();

    /** A cell that has no value yet counts as one that should have. */
    void expect(String cell, String unit) {
        byCell.computeIfAbsent(cell, absent -> new TreeMap<>());
        units.add(unit);
    }

    void put(String cell, String unit, V value) {
        expect(cell, unit);
        byCell.get(cell).put(unit, value);
    }

    /** Cells, or pairs, that have a value or should have one. */
    Set<String> cells() {
        return byCell.keySet();
    }

    /** Values that should be there: of each cell in each replicate. */
    int expected() {
        return byCell.size() * units.size();
    }

    /** The values of each cell, by its replicates in one order, after leaving out what is not complete. */
    Map<String, List<V>> complete() {
        Map<String, List<V>> ofCompleteUnits = select(
                byCell.keySet(),
                units.stream()
                        .filter(unit -> byCell.values().stream().allMatch(cell -> cell.containsKey(unit)))
                        .toList());
        Map<String, List<V>> ofCompleteCells = select(
                byCell.keySet().stream()
                        .filter(cell -> byCell.get(cell).keySet().containsAll(units))
                        .toList(),
                units);
        return size(ofCompleteCells) > size(ofCompleteUnits) ? ofCompleteCells : ofCompleteUnits;
    }

    private static <V> int size(Map<String, List<V>> cells) {
        return cells.values().stream().mapToInt(List::size).sum();
    }

    private Map<String, List<V>> select(Collection<String> cells, Collection<String> ofUnits) {
        Map<String, List<V>> selected = new LinkedHashMap<>();
        for (String cell : cells) {
            List<V> values = new ArrayList<>();
            ofUnits.forEach(unit -> values.add(byCell.get(cell).get(unit)));
            if (!values.isEmpty()) {
                selected.put(cell, values);
            }
        }
        return selected;
    }
}
