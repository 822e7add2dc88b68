package org.evalgap.report.page;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.evalgap.report.CellAxes;

/** The axes that cells lie on. */
final class Axes {

    /** Values of an axis that a description lists; of more it only says how many. */
    private static final int LISTED = 6;

    private final List<? extends Map<String, String>> cells;
    private final List<PageData.Axis> axes;

    /** @param cells the value of each on each axis */
    Axes(List<? extends Map<String, String>> cells) {
        this.cells = cells;
        this.axes = CellAxes.keys(cells).stream().map(key -> axis(cells, key)).toList();
    }

    private static PageData.Axis axis(List<? extends Map<String, String>> cells, String key) {
        List<String> values = CellAxes.values(cells, key);
        return new PageData.Axis(key, values, values.stream().allMatch(CellAxes::isNumber));
    }

    /** In the order of {@link #positions}. */
    List<PageData.Axis> all() {
        return axes;
    }

    /** Of each cell, which value it has on each axis; -1 where it has none. */
    List<List<Integer>> positions() {
        return cells.stream()
                .map(cell -> axes.stream()
                        .map(axis -> axis.values().indexOf(cell.get(axis.key())))
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
        List<? extends Map<String, String>> some =
                chosen.stream().map(cells::get).toList();
        return axes.stream()
                .map(axis -> describe(axis, CellAxes.values(some, axis.key())))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String describe(PageData.Axis axis, List<String> had) {
        int all = axis.values().size();
        if (had.isEmpty() || had.size() == all) {
            return "";
        }
        return had.size() > LISTED
                ? had.size() + " of " + all + " values of " + axis.key()
                : axis.key() + " = " + String.join(" or ", had);
    }
}
