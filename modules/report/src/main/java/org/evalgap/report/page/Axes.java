package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.evalgap.report.CellLabel;

/** The axes that cells lie on, from their labels. */
final class Axes {

    private static final String NUMBER = "-?[0-9.]+([eE]-?[0-9]+)?";

    /** Values of an axis that a description lists; of more it only says how many. */
    private static final int LISTED = 6;

    private final List<Map<String, String>> cells = new ArrayList<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    Axes(Collection<String> labels) {
        Map<String, Set<String>> seen = new LinkedHashMap<>();
        for (String label : labels) {
            Map<String, String> cell = CellLabel.axes(label);
            cells.add(cell);
            cell.forEach((key, value) ->
                    seen.computeIfAbsent(key, absent -> new TreeSet<>()).add(value));
        }
        seen.forEach((key, all) -> values.put(key, sorted(all)));
    }

    private static List<String> sorted(Set<String> values) {
        List<String> sorted = new ArrayList<>(values);
        if (isNumeric(values)) {
            sorted.sort(Comparator.comparingDouble(Double::parseDouble));
        }
        return sorted;
    }

    private static boolean isNumeric(Collection<String> values) {
        return values.stream().allMatch(value -> value.matches(NUMBER));
    }

    /** For JSON: key, values in order, and whether they are numbers. */
    List<Object> json() {
        List<Object> json = new ArrayList<>();
        values.forEach((key, all) -> {
            Map<String, Object> axis = new LinkedHashMap<>();
            axis.put("key", key);
            axis.put("values", all);
            axis.put("numeric", isNumeric(all));
            json.add(axis);
        });
        return json;
    }

    /** Of each cell, which value it has on each axis; -1 where it has none. */
    List<List<Integer>> positions() {
        return cells.stream()
                .map(cell -> values.entrySet().stream()
                        .map(axis -> axis.getValue().indexOf(cell.get(axis.getKey())))
                        .toList())
                .toList();
    }

    /**
     * What sets some cells apart: on each axis of which they have not all values, those they have.
     *
     * @param chosen numbers of cells
     * @return such as {@code training.composition = iid}; empty if nothing sets them apart
     */
    String describe(Collection<Integer> chosen) {
        return values.entrySet().stream()
                .map(axis -> {
                    Set<String> had = new LinkedHashSet<>();
                    axis.getValue().stream()
                            .filter(value -> chosen.stream()
                                    .anyMatch(
                                            cell -> value.equals(cells.get(cell).get(axis.getKey()))))
                            .forEach(had::add);
                    if (had.isEmpty() || had.size() == axis.getValue().size()) {
                        return "";
                    }
                    return had.size() > LISTED
                            ? had.size() + " of " + axis.getValue().size() + " values of " + axis.getKey()
                            : axis.getKey() + " = " + String.join(" or ", had);
                })
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
