package org.evalgap.results.schema;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evalgap.results.statistics.Estimate;

/**
 * The columns of a result record. A component is a column, or is a record without {@link Column} whose components stand
 * in its place, or is an {@link Estimate}, which is three columns. This is the only place that looks into result records.
 */
public final class RowType<R extends Record> {

    private static final ClassValue<RowType<?>> TYPES = new ClassValue<>() {
        @Override
        protected RowType<?> computeValue(Class<?> type) {
            return new RowType<>(type.asSubclass(Record.class));
        }
    };

    private final Class<R> type;
    private final Map<String, RowColumn> columns = new LinkedHashMap<>();
    private final Assembly assembly;
    private final List<RowColumn> inOrder;

    /** Makes a part of a row of the values of the whole row, which are in the order of the columns. */
    @FunctionalInterface
    private interface Assembly {
        Object of(List<?> values);
    }

    private RowType(Class<R> type) {
        this.type = type;
        this.assembly = assembly(type, row -> row);
        this.inOrder = List.copyOf(columns.values());
    }

    /** @throws IllegalArgumentException if a component of the record cannot be a column */
    @SuppressWarnings("unchecked")
    public static <R extends Record> RowType<R> of(Class<R> type) {
        return (RowType<R>) TYPES.get(type);
    }

    private Assembly assembly(Class<?> record, Function<Record, Object> reader) {
        List<Assembly> parts = Arrays.stream(record.getRecordComponents())
                .map(component -> assembly(component, reader.andThen(owner -> read(component, owner))))
                .toList();
        Constructor<?> constructor = constructor(record);
        return values -> construct(
                constructor, parts.stream().map(part -> part.of(values)).toArray());
    }

    private Assembly assembly(RecordComponent component, Function<Record, Object> reader) {
        Column column = component.getAnnotation(Column.class);
        Class<?> valueType = component.getType();
        if (column == null && valueType.isRecord()) {
            return assembly(valueType, reader);
        }
        if (column == null) {
            throw new IllegalArgumentException("cannot make a column of " + type.getSimpleName() + "."
                    + component.getName() + "; expected: a component with @Column; received: none");
        }
        if (valueType == Estimate.class) {
            return estimate(component.getName(), column, reader);
        }
        if (column.nullable() && valueType.isPrimitive()) {
            throw new IllegalArgumentException("cannot make a nullable column of " + type.getSimpleName() + "."
                    + component.getName() + "; expected: a boxed type; received: " + valueType);
        }
        int index = add(component.getName(), column.description(), column, column.nullable(), valueType, reader);
        return valueType.isEnum()
                ? values -> values.get(index) == null ? null : Labels.constant(valueType, (String) values.get(index))
                : values -> values.get(index);
    }

    private Assembly estimate(String name, Column column, Function<Record, Object> reader) {
        String meanName = column.mean().isEmpty() ? name : column.mean();
        int mean = add(
                meanName,
                column.description(),
                column,
                column.nullable(),
                Double.class,
                reader.andThen(ofEstimate(Estimate::mean)));
        int lower = add(
                name + "Lower",
                "Lower end of " + column.interval(),
                column,
                true,
                Double.class,
                reader.andThen(ofEstimate(Estimate::lower)));
        int upper = add(
                name + "Upper",
                "Upper end of " + column.interval(),
                column,
                true,
                Double.class,
                reader.andThen(ofEstimate(Estimate::upper)));
        return values -> values.get(mean) == null
                ? null
                : new Estimate((double) values.get(mean), (Double) values.get(lower), (Double) values.get(upper));
    }

    private static Function<Object, Object> ofEstimate(Function<Estimate, Double> figure) {
        return estimate -> estimate == null ? null : figure.apply((Estimate) estimate);
    }

    private int add(
            String camelCase,
            String description,
            Column column,
            boolean nullable,
            Class<?> valueType,
            Function<Record, Object> reader) {
        String name = camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        columns.put(name, new RowColumn(name, description, column.unit(), nullable, valueType, reader));
        return columns.size() - 1;
    }

    /** The columns in the order of the record's components. */
    public List<RowColumn> columns() {
        return inOrder;
    }

    /** The column of a name in snake_case; empty if there is none. */
    public Optional<RowColumn> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** A row's values by the names of their columns, in their order; absent ones are null. */
    public Map<String, Object> values(R row) {
        Map<String, Object> values = new LinkedHashMap<>();
        columns.forEach((name, column) -> values.put(name, column.valueIn(row)));
        return Collections.unmodifiableMap(values);
    }

    /**
     * The row with these values.
     *
     * @param values in the order of the columns, constants as their labels
     * @throws IllegalArgumentException if a value is not one of its column
     */
    public R row(List<?> values) {
        return type.cast(assembly.of(values));
    }

    /** A row with other values in some columns, by their names. */
    public R with(R row, Map<String, ?> changed) {
        Map<String, Object> values = new LinkedHashMap<>(values(row));
        values.putAll(changed);
        return row(new ArrayList<>(values.values()));
    }

    /** The record's simple name. */
    public String recordName() {
        return type.getSimpleName();
    }

    /** The table that the record is the schema of. */
    public ResultTable table() {
        ResultTable table = type.getAnnotation(ResultTable.class);
        if (table == null) {
            throw new IllegalArgumentException("cannot make a table of " + type.getSimpleName()
                    + "; expected: a record with @ResultTable; received: none");
        }
        return table;
    }

    private static Object read(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + owner, e);
        }
    }

    private static Constructor<?> constructor(Class<?> record) {
        try {
            return record.getDeclaredConstructor(Arrays.stream(record.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has its canonical constructor", e);
        }
    }

    private static Object construct(Constructor<?> constructor, Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "cannot make a " + constructor.getDeclaringClass().getSimpleName() + " of "
                            + Arrays.toString(arguments),
                    e);
        }
    }
}
