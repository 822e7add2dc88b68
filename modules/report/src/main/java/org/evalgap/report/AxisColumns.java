package org.evalgap.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A column of a text table for each axis of some cells. */
final class AxisColumns {

    private static final String ABSENT = "–";

    private final List<Map<String, String>> cells;
    private final Set<String> keys = new LinkedHashSet<>();

    /** @param labels of the cells, one per row */
    AxisColumns(List<String> labels) {
        this.cells = labels.stream().map(CellLabel::axes).toList();
        cells.forEach(cell -> keys.addAll(cell.keySet()));
    }

    void addTo(TextTable table) {
        keys.forEach(key -> table.column(header(key), alignment(key)));
    }

    /** A row's value on each axis. */
    List<String> texts(int row) {
        return keys.stream()
                .map(key -> cells.get(row).getOrDefault(key, ABSENT))
                .toList();
    }

    /** The last part of an axis's key, unless another axis has the same. */
    private String header(String key) {
        Function<String, String> lastPart = text -> text.substring(text.lastIndexOf('.') + 1);
        boolean unique =
                keys.stream().map(lastPart).filter(lastPart.apply(key)::equals).count() == 1;
        return unique ? lastPart.apply(key) : key;
    }

    private TextTable.Align alignment(String key) {
        boolean numbers = cells.stream()
                .map(cell -> cell.get(key))
                .allMatch(value -> value == null || value.matches("-?[0-9.]+(E-?[0-9]+)?"));
        return numbers ? TextTable.Align.RIGHT : TextTable.Align.LEFT;
    }
}
