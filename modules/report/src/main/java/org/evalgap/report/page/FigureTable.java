package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Figures over replicates for each of some rows.
 *
 * @param <K> what tells rows apart
 */
final class FigureTable<K extends Record> {

    /**
     * The table by columns.
     *
     * @param keys what tells rows apart
     * @param figures by name, each list as long as {@code keys}
     */
    record Columns(Map<String, List<Object>> keys, Map<String, Figures> figures) {}

    private final Map<K, Map<String, Samples>> rows;
    private final Set<String> names = new LinkedHashSet<>();
    private final boolean replicates;

    /**
     * Rows in the order in which they come.
     *
     * @param replicates whether all values are kept, and not only those too few for an interval
     */
    FigureTable(boolean replicates) {
        this.rows = new LinkedHashMap<>();
        this.replicates = replicates;
    }

    /** Rows in an order. */
    FigureTable(Comparator<K> order, boolean replicates) {
        this.rows = new TreeMap<>(order);
        this.replicates = replicates;
    }

    /** Takes in a figure of one replicate; none if {@code value} is null. */
    void add(K row, String name, Double value) {
        Map<String, Samples> figures = rows.computeIfAbsent(row, absent -> new LinkedHashMap<>());
        if (value != null) {
            names.add(name);
            figures.computeIfAbsent(name, absent -> new Samples()).add(value);
        }
    }

    /** Null without rows. */
    Columns columns() {
        if (rows.isEmpty()) {
            return null;
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (String name : names) {
            List<Spread> spreads = new ArrayList<>();
            rows.values().forEach(row -> {
                Samples samples = row.get(name);
                spreads.add(samples == null ? null : samples.spread(replicates));
            });
            figures.put(name, Figures.of(spreads));
        }
        return new Columns(Json.columns(List.copyOf(rows.keySet())), figures);
    }
}
