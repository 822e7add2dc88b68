package org.evalgap.results.schema;

import java.lang.invoke.MethodType;
import java.util.function.Function;

/**
 * One column of a result table.
 *
 * @param name in snake_case
 * @param description what the value means
 * @param unit unit of the value, empty without one
 * @param nullable whether the value may be absent
 * @param type of the values in a record: a primitive type, its box, String, Instant, or an enum, whose labels are stored
 * @param reader the value in a record
 */
public record RowColumn(
        String name,
        String description,
        String unit,
        boolean nullable,
        Class<?> type,
        Function<Record, Object> reader) {

    /** The column's value in a row, constants as their labels; null if it is absent. */
    public Object valueIn(Record row) {
        Object value = reader.apply(row);
        if (value == null && !nullable) {
            throw new IllegalArgumentException("cannot store column " + name + " of "
                    + row.getClass().getSimpleName() + "; expected: a value; received: null");
        }
        return value instanceof Enum<?> constant ? Labels.of(constant) : value;
    }

    /** Whether its values come from a clock, and so from what else the machine did: two runs never agree on them. */
    public boolean isMeasuredTime() {
        return name.contains("seconds");
    }

    /** The type of the values that {@link #valueIn} returns, primitive types as their boxes. */
    public Class<?> valueType() {
        return type.isEnum() ? String.class : MethodType.methodType(type).wrap().returnType();
    }
}
