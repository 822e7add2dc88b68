package org.evalgap.results.claims;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evalgap.results.rows.TrialResult;

/** The tables of a trial's result and their columns, by the names that they have in the output. */
final class Columns {

    private static final String TRIALS = "trials";

    /** Components of the result records by the names of their columns, as every value of every row is asked for. */
    private static final Map<Class<?>, Map<String, RecordComponent>> COMPONENTS = new ConcurrentHashMap<>();

    private Columns() {}

    /** The record that is a table's schema; empty if there is no such table. */
    static Optional<Class<?>> type(String table) {
        return component(TrialResult.class, table.equals(TRIALS) ? "trial" : table)
                .map(component -> component.getGenericType() instanceof ParameterizedType list
                        ? elementOf(list)
                        : component.getType());
    }

    private static Class<?> elementOf(ParameterizedType list) {
        Type element = list.getActualTypeArguments()[0];
        return (Class<?>) element;
    }

    /** Whether a table has a column. */
    static boolean has(String table, String column) {
        return type(table).flatMap(type -> component(type, column)).isPresent();
    }

    /** Rows of a table. */
    static List<Record> rows(TrialResult result, String table) {
        if (table.equals(TRIALS)) {
            return List.of(result.trial());
        }
        Object rows = value(result, table).orElseThrow();
        return ((List<?>) rows).stream().map(Record.class::cast).toList();
    }

    /** A row's value in a column; empty if it is absent. */
    static Optional<Object> value(Record row, String column) {
        RecordComponent component = component(row.getClass(), column)
                .orElseThrow(() -> new IllegalArgumentException(
                        "column: expected one of " + row.getClass().getSimpleName() + ", received " + column));
        try {
            return Optional.ofNullable(component.getAccessor().invoke(row));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a row's columns can be read", e);
        }
    }

    private static Optional<RecordComponent> component(Class<?> type, String column) {
        return Optional.ofNullable(
                COMPONENTS.computeIfAbsent(type, Columns::components).get(column));
    }

    private static Map<String, RecordComponent> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(component -> snakeCase(component.getName()), Function.identity()));
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
