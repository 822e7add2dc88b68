package org.evalgap.results.claims;

import java.util.List;
import java.util.Optional;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.statistics.ImageFigure;

/**
 * One number of a trial: the mean of a column over some rows of one of its tables, less the same over other rows. What a
 * column comes to in each block of the images is in the column of its name and {@code _by_block}.
 *
 * @param table that the rows are in
 * @param column of numbers
 * @param minusColumn a column that is subtracted row by row
 * @param where the rows
 * @param minusWhere rows whose mean is subtracted
 * @param best whether only the row of the largest value counts, chosen on one half of the images and measured on the
 *     other, as the largest of several on the images that chose it is too large
 */
record Metric(
        TrialTable<?> table,
        RowColumn column,
        Optional<RowColumn> minusColumn,
        Conditions where,
        Optional<Conditions> minusWhere,
        boolean best) {

    private static final String BY_BLOCK = "_by_block";

    /** Empty if the trial has no such rows, or none with a value. */
    Optional<ImageFigure> of(TrialResult result) {
        List<? extends Record> rows = table.rows(result);
        Optional<ImageFigure> mean = mean(rows, where);
        return minusWhere.isEmpty()
                ? mean
                : mean.flatMap(one -> mean(rows, minusWhere.get()).map(one::minus));
    }

    private <R extends Record> Optional<ImageFigure> mean(List<R> rows, Conditions conditions) {
        List<ImageFigure> values = conditions.among(rows, this::text).stream()
                .flatMap(row -> valueOf(row).stream())
                .toList();
        if (best) {
            return ImageFigure.best(values);
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(ImageFigure.mean(values));
    }

    private Optional<String> text(Record row, String name) {
        RowColumn named = table.type().column(name).orElseThrow();
        return Optional.ofNullable(named.valueIn(row)).map(Object::toString);
    }

    private Optional<ImageFigure> valueOf(Record row) {
        Optional<ImageFigure> value = value(row, column);
        return minusColumn.isEmpty()
                ? value
                : value.flatMap(one -> value(row, minusColumn.get()).map(one::minus));
    }

    private Optional<ImageFigure> value(Record row, RowColumn of) {
        Optional<Object> blocks = table.type().column(of.name() + BY_BLOCK).map(column -> column.valueIn(row));
        int images = table.type()
                .column("images")
                .map(column -> ((Number) column.valueIn(row)).intValue())
                .orElse(0);
        return Optional.ofNullable(of.valueIn(row))
                .map(number -> ImageFigure.of(((Number) number).doubleValue(), (String) blocks.orElse(null), images));
    }

    /** For people: {@code evaluations.accuracy (protocol = forgot-eval) − (protocol = deployed)}. */
    String text() {
        return (best ? "best of " : "") + table.name() + "." + column.name()
                + minusColumn.map(other -> " − " + other.name()).orElse("") + " (" + where.text() + ")"
                + minusWhere.map(other -> " − (" + other.text() + ")").orElse("");
    }
}
