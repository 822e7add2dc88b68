package org.evalgap.results.rows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.schema.RowType;

/** Result rows for tests that care for some of their columns, whatever the others are. */
public final class Rows {

    private Rows() {}

    /** A row with the {@code fixed} columns, by their names in camelCase, and random values in the others, but no axes. */
    public static <R extends Record> R row(Class<R> type, Map<String, ?> fixed, SplittableRandom random) {
        return row(RowType.of(type), fixed, random);
    }

    /** The same of a table whose record is not known. */
    public static <R extends Record> R row(RowType<R> type, Map<String, ?> fixed, SplittableRandom random) {
        Map<String, Object> byColumn = new HashMap<>();
        fixed.forEach((name, value) -> byColumn.put(name.replace("_", "").toLowerCase(java.util.Locale.ROOT), value));
        List<Object> values = new ArrayList<>();
        for (RowColumn column : type.columns()) {
            String name = column.name().replace("_", "");
            Object value = byColumn.containsKey(name)
                    ? byColumn.get(name)
                    : column.name().equals("axes")
                            ? null
                            : column.name().equals("settings") ? "{}" : value(column, random);
            values.add(value instanceof Enum<?> constant ? Labels.of(constant) : value);
        }
        return type.row(values);
    }

    /** What a trial leaves when it leaves these rows: each goes to the table of its type. */
    public static TrialResult result(TrialRow trial, Collection<? extends Record> rows) {
        return TrialTable.result(table -> table.isOfTrials()
                ? List.of(trial)
                : rows.stream()
                        .filter(row -> RowType.of(row.getClass()) == table.type())
                        .toList());
    }

    private static Object value(RowColumn column, SplittableRandom random) {
        Class<?> type = column.type();
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        }
        if (column.name().endsWith("_by_block")) {
            return null;
        }
        if (type == String.class) {
            return "quote\" line\nα" + random.nextInt(100);
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt();
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong();
        }
        if (type == double.class || type == Double.class) {
            return column.nullable() && random.nextBoolean() ? null : random.nextDouble();
        }
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
        }
        throw new AssertionError("no value of " + type);
    }
}
