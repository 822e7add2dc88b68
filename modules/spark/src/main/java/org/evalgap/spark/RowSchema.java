package org.evalgap.spark;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.schema.RowType;

/**
 * The one place where a result record becomes a Spark schema and its instances become rows. Written out because Spark's
 * bean encoder finds no properties in a record and then makes an empty schema without a word.
 */
final class RowSchema {

    /** Where each column says which version of the tables it belongs to. */
    static final String VERSION_KEY = "evalgap.schema-version";

    private final List<RowColumn> columns;

    RowSchema(RowType<?> type) {
        this.columns = type.columns();
    }

    /** What a table of trials' rows has behind its own columns: what tells of which cell a row is. */
    static List<RowColumn> ofTrial(TrialTable<?> table) {
        RowType<TrialRow> trial = RowType.of(TrialRow.class);
        return table.isOfTrials()
                ? List.of()
                : Stream.of("study", "axes")
                        .map(name -> trial.column(name).orElseThrow())
                        .toList();
    }

    /** The schema of the table: the row's own columns, and behind them those {@link #ofTrial}. */
    static StructType of(TrialTable<?> table) {
        return DataTypes.createStructType(Stream.concat(table.type().columns().stream(), ofTrial(table).stream())
                .map(RowSchema::field)
                .toList());
    }

    /** The rows that a trial adds to the table. */
    static <R extends Record> Stream<Row> rows(TrialTable<R> table, TrialResult result) {
        List<Object> ofTrial = ofTrial(table).stream()
                .map(column -> column.valueIn(result.trial()))
                .toList();
        return table.rows(result).stream()
                .map(row -> RowFactory.create(Stream.concat(
                                table.type().columns().stream().map(column -> column.valueIn(row)), ofTrial.stream())
                        .toArray()));
    }

    /** The schema; description, unit and schema version travel as each column's metadata into the Parquet footer. */
    StructType structType() {
        return DataTypes.createStructType(columns.stream().map(RowSchema::field).toList());
    }

    /** The record's values in the order of {@link #structType()}. */
    Row row(Record row) {
        return RowFactory.create(
                columns.stream().map(column -> column.valueIn(row)).toArray());
    }

    private static StructField field(RowColumn column) {
        MetadataBuilder metadata = new MetadataBuilder()
                .putString("comment", column.description())
                .putLong(VERSION_KEY, TableWriter.SCHEMA_VERSION);
        if (!column.unit().isEmpty()) {
            metadata.putString("unit", column.unit());
        }
        return DataTypes.createStructField(column.name(), dataType(column), column.nullable(), metadata.build());
    }

    private static DataType dataType(RowColumn column) {
        Class<?> type = column.valueType();
        if (type == String.class) {
            return DataTypes.StringType;
        }
        if (type == Integer.class) {
            return DataTypes.IntegerType;
        }
        if (type == Long.class) {
            return DataTypes.LongType;
        }
        if (type == Double.class) {
            return DataTypes.DoubleType;
        }
        if (type == Boolean.class) {
            return DataTypes.BooleanType;
        }
        if (type == Instant.class) {
            return DataTypes.TimestampType;
        }
        throw new IllegalArgumentException("cannot make a Spark column of " + column.name()
                + "; expected: String, int, long, double, boolean, their boxes or Instant; received: "
                + column.type().getName());
    }
}
