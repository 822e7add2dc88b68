package org.evalgap.output.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.evalgap.results.rows.Column;

/**
 * One column of a result table, read off a component of a result record.
 *
 * @param component the record component
 * @param name the component's name in snake_case
 * @param description what the value means
 * @param unit unit of the value, empty without one
 * @param nullable whether the value may be absent
 */
public record RowColumn(RecordComponent component, String name, String description, String unit, boolean nullable) {

    /** The columns of a result record, in the order of its components. */
    public static List<RowColumn> of(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> of(type, component))
                .toList();
    }

    private static RowColumn of(Class<? extends Record> type, RecordComponent component) {
        Column column = component.getAnnotation(Column.class);
        if (column == null) {
            throw new IllegalArgumentException("cannot make a column of " + type.getSimpleName() + "."
                    + component.getName() + "; expected: a component with @Column; received: none");
        }
        if (column.nullable() && component.getType().isPrimitive()) {
            throw new IllegalArgumentException("cannot make a nullable column of " + type.getSimpleName() + "."
                    + component.getName() + "; expected: a boxed type; received: " + component.getType());
        }
        return new RowColumn(
                component, snakeCase(component.getName()), column.description(), column.unit(), column.nullable());
    }

    /** The column's value in a record. */
    public Object valueIn(Record row) {
        Object value;
        try {
            value = component.getAccessor().invoke(row);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read column " + name + " of " + row, e);
        }
        if (value == null && !nullable) {
            throw new IllegalArgumentException("cannot store column " + name + " of "
                    + row.getClass().getSimpleName() + "; expected: a value; received: null");
        }
        return value;
    }

    /** The type of the column's values, primitive types as their boxes. */
    public Class<?> valueType() {
        Class<?> type = component.getType();
        if (type == int.class) {
            return Integer.class;
        }
        if (type == long.class) {
            return Long.class;
        }
        if (type == double.class) {
            return Double.class;
        }
        if (type == boolean.class) {
            return Boolean.class;
        }
        return type;
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
