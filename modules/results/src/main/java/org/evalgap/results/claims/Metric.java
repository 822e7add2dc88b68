package org.evalgap.results.claims;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.rows.TrialResult;

/**
 * One number of a trial: the mean of a column over some rows of one of its tables, less the same over other rows.
 *
 * @param table name of the table
 * @param column name of a column of numbers
 * @param minusColumn a column that is subtracted row by row
 * @param where the rows
 * @param minusWhere rows whose mean is subtracted
 * @param absolute whether the sign is dropped: of the mean's difference if rows are subtracted, else row by row
 */
record Metric(
        String table,
        String column,
        Optional<String> minusColumn,
        Conditions where,
        Optional<Conditions> minusWhere,
        boolean absolute) {

    /** Empty if the trial has no such rows, or none with a value. */
    OptionalDouble of(TrialResult result) {
        List<Record> rows = Columns.rows(result, table);
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

    private OptionalDouble mean(List<Record> rows, Conditions conditions) {
        return conditions.among(rows, (row, key) -> Columns.value(row, key).map(Object::toString)).stream()
                .flatMap(row -> valueOf(row).stream())
                .mapToDouble(value -> absolute && minusWhere.isEmpty() ? Math.abs(value) : value)
                .average();
    }

    private Optional<Double> valueOf(Record row) {
        Optional<Double> value = number(row, column);
        return minusColumn.isEmpty()
                ? value
                : value.flatMap(one -> number(row, minusColumn.get()).map(other -> one - other));
    }

    private static Optional<Double> number(Record row, String name) {
        return Columns.value(row, name).map(value -> ((Number) value).doubleValue());
    }

    /** For people: {@code evaluations.accuracy (protocol = forgot-eval) − (protocol = deployed)}. */
    String text() {
        String text =
                table + "." + column + minusColumn.map(other -> " − " + other).orElse("") + " (" + where.text() + ")"
                        + minusWhere.map(other -> " − (" + other.text() + ")").orElse("");
        return absolute ? "|" + text + "|" : text;
    }
}
