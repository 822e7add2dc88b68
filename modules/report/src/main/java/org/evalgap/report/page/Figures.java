package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A figure over some rows, by columns.
 *
 * @param mean over replicates; null where there is none
 * @param half of the 95 % interval; null where there is none, and absent where there is none at all
 * @param replicates the values themselves; null where they are not kept, and absent where they are nowhere kept
 */
record Figures(List<Double> mean, List<Double> half, List<List<Double>> replicates) {

    /** The figures of rows, null where a row has none. */
    static Figures of(List<Spread> rows) {
        List<Double> mean = new ArrayList<>();
        List<Double> half = new ArrayList<>();
        List<List<Double>> replicates = new ArrayList<>();
        for (Spread row : rows) {
            mean.add(row == null ? null : row.mean());
            half.add(row == null ? null : row.half());
            replicates.add(row == null ? null : row.replicates());
        }
        return new Figures(mean, orNothing(half), orNothing(replicates));
    }

    private static <T> List<T> orNothing(List<T> column) {
        return column.stream().allMatch(Objects::isNull) ? null : column;
    }

    /** Whether any row has a value. */
    boolean isPresent() {
        return mean.stream().anyMatch(Objects::nonNull);
    }
}
