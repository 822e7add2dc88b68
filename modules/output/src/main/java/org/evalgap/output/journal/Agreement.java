package org.evalgap.output.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowColumn;

/**
 * Compares what two runs of one trial measured. Within one numerics profile every number comes out the same, bit for
 * bit, but for times; anything else means that the machine, or this program, cannot be trusted.
 */
final class Agreement {

    private Agreement() {}

    /**
     * Where two results of one trial differ, one line each.
     *
     * @return nothing if they agree, or cannot be compared as one of them failed or has another numerics profile
     */
    static List<String> differences(TrialResult one, TrialResult other) {
        List<String> differences = new ArrayList<>();
        if (comparable(one.trial(), other.trial())) {
            for (TrialTable<?> table : TrialTable.ALL) {
                compare(table, one, other, differences);
            }
        }
        return differences;
    }

    private static boolean comparable(TrialRow one, TrialRow other) {
        return one.finished() && other.finished() && one.numericsProfile().equals(other.numericsProfile());
    }

    private static <R extends Record> void compare(
            TrialTable<R> table, TrialResult one, TrialResult other, List<String> differences) {
        List<R> rows = table.rows(one);
        List<R> others = table.rows(other);
        if (rows.size() != others.size()) {
            differences.add(table.name() + ": " + rows.size() + " rows, " + others.size() + " rows");
            return;
        }
        for (RowColumn column : table.type().columns()) {
            if (!Number.class.isAssignableFrom(column.valueType()) || column.isMeasuredTime()) {
                continue;
            }
            for (int row = 0; row < rows.size(); row++) {
                Object value = column.valueIn(rows.get(row));
                Object otherValue = column.valueIn(others.get(row));
                // Boxed doubles are equal if their bits are.
                if (!Objects.equals(value, otherValue)) {
                    differences.add(
                            table.name() + "." + column.name() + ", row " + row + ": " + value + ", " + otherValue);
                }
            }
        }
    }
}
