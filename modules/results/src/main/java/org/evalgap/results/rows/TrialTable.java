package org.evalgap.results.rows;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.evalgap.results.schema.RowType;

/** A table whose rows are those of single trials, as a component of {@link TrialResult} holds them. */
public final class TrialTable<R extends Record> {

    /** In the order of the components. */
    public static final List<TrialTable<?>> ALL = Arrays.stream(TrialResult.class.getRecordComponents())
            .<TrialTable<?>>map(TrialTable::of)
            .toList();

    private final RowType<R> type;
    private final RecordComponent component;

    private TrialTable(RowType<R> type, RecordComponent component) {
        this.type = type;
        this.component = component;
    }

    private static TrialTable<?> of(RecordComponent component) {
        Object row = component.getGenericType() instanceof ParameterizedType list
                ? list.getActualTypeArguments()[0]
                : component.getType();
        return new TrialTable<>(RowType.of(((Class<?>) row).asSubclass(Record.class)), component);
    }

    /** Its directory in the output. */
    public String name() {
        return type.table().name();
    }

    /** Its columns. */
    public RowType<R> type() {
        return type;
    }

    /** Whether a trial has exactly one row in it. */
    public boolean isOfTrials() {
        return !List.class.equals(component.getType());
    }

    /** The rows that a trial adds to it. */
    @SuppressWarnings("unchecked")
    public List<R> rows(TrialResult result) {
        try {
            Object rows = component.getAccessor().invoke(result);
            return isOfTrials() ? List.of((R) rows) : (List<R>) rows;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a result's rows can be read", e);
        }
    }

    /**
     * The result with these rows.
     *
     * @param rows of each table
     */
    public static TrialResult result(Function<TrialTable<?>, List<? extends Record>> rows) {
        Object[] components = ALL.stream()
                .map(table -> table.isOfTrials() ? rows.apply(table).get(0) : rows.apply(table))
                .toArray();
        try {
            return (TrialResult) TrialResult.class.getDeclaredConstructors()[0].newInstance(components);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a result can be made of its rows", e);
        }
    }
}
