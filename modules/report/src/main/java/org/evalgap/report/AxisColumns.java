package org.evalgap.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A column of a text table for each axis of some cells. */
final class AxisColumns {

    /** For a cell to which the axis does not matter. */
    private static final String ABSENT = "–";

    private final List<? extends Map<String, String>> cells;
    private final List<String> keys;

    /** @param cells the value of each on each axis, one per row */
    AxisColumns(List<? extends Map<String, String>> cells) {
        this.cells = cells;
        this.keys = CellAxes.keys(cells);
    }

    void addTo(TextTable table) {
        keys.forEach(key -> table.column(header(key), alignment(key)));
    }

    /** Numbers of the rows by their values on the first axis, then the second and so on. */
    List<Integer> order() {
        return IntStream.range(0, cells.size())
                .boxed()
                .sorted(Comparator.comparing((Integer row) -> cells.get(row), CellAxes.order(keys)))
                .toList();
    }

    /** A row's value on each axis. */
    List<String> texts(int row) {
        return keys.stream()
                .map(key -> cells.get(row).getOrDefault(key, ABSENT))
                .toList();
    }

    /** The last part of an axis's key, unless another axis has the same. */
    private String header(String key) {
        UnaryOperator<String> lastPart = text -> text.substring(text.lastIndexOf('.') + 1);
        boolean unique =
                keys.stream().map(lastPart).filter(lastPart.apply(key)::equals).count() == 1;
        return unique ? lastPart.apply(key) : key;
    }

    private TextTable.Align alignment(String key) {
        boolean numbers = CellAxes.values(cells, key).stream().allMatch(CellAxes::isNumber);
        return numbers ? TextTable.Align.RIGHT : TextTable.Align.LEFT;
    }
}
