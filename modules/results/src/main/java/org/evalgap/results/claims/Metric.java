package org.evalgap.results.claims;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowColumn;

/**
 * One number of a trial: the mean of a column over some rows of one of its tables, less the same over other rows.
 *
 * @param table that the rows are in
 * @param column of numbers
 * @param minusColumn a column that is subtracted row by row
 * @param where the rows
 * @param minusWhere rows whose mean is subtracted
 * @param absolute whether the sign is dropped: of the mean's difference if rows are subtracted, else row by row
 */
record Metric(
        TrialTable<?> table,
        RowColumn column,
        Optional<RowColumn> minusColumn,
        Conditions where,
        Optional<Conditions> minusWhere,
        boolean absolute) {

    /** Empty if the trial has no such rows, or none with a value. */
    OptionalDouble of(TrialResult result) {
        List<? extends Record> rows = table.rows(result);
        OptionalDouble mean = mean(rows, where);
        if (minusWhere.isEmpty() || mean.isEmpty()) {
            return mean;
        }
        OptionalDouble subtracted = mean(rows, minusWhere.get());
        if (subtracted.isEmpty()) {
            return subtracted;
        }
        double difference = mean.getAsDouble() - subtracted.getAsDouble();
        return OptionalDouble.of(absolute ? Math.abs(difference) : difference);
    }

    private <R extends Record> OptionalDouble mean(List<R> rows, Conditions conditions) {
        return conditions.among(rows, this::text).stream()
                .flatMap(row -> valueOf(row).stream())
                .mapToDouble(value -> absolute && minusWhere.isEmpty() ? Math.abs(value) : value)
                .average();
    }

    private Optional<String> text(Record row, String name) {
        RowColumn named = table.type().column(name).orElseThrow();
        return Optional.ofNullable(named.valueIn(row)).map(Object::toString);
    }

    private Optional<Double> valueOf(Record row) {
        Optional<Double> value = number(row, column);
        return minusColumn.isEmpty()
                ? value
                : value.flatMap(one -> number(row, minusColumn.get()).map(other -> one - other));
    }

    private static Optional<Double> number(Record row, RowColumn column) {
        return Optional.ofNullable(column.valueIn(row)).map(value -> ((Number) value).doubleValue());
    }

    /** For people: {@code evaluations.accuracy (protocol = forgot-eval) − (protocol = deployed)}. */
    String text() {
        String text = table.name() + "." + column.name()
                + minusColumn.map(other -> " − " + other.name()).orElse("") + " (" + where.text() + ")"
                + minusWhere.map(other -> " − (" + other.text() + ")").orElse("");
        return absolute ? "|" + text + "|" : text;
    }
}
