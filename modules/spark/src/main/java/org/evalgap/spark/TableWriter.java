package org.evalgap.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the Parquet tables from the published trials, whole and anew each time. */
final class TableWriter {

    /** Version of the tables' columns; grows with every change of them. */
    static final int SCHEMA_VERSION = 1;

    private final OutputDirectory output;
    private final TablePublication publication;

    TableWriter(OutputDirectory output, TablePublication publication) {
        this.output = output;
        this.publication = publication;
    }

    /** Whether the tables in place are those of {@code entries}. */
    boolean current(List<Journal.Entry> entries) throws IOException {
        String source = digest(entries);
        return publication
                .published()
                .filter(manifest -> manifest.schemaVersion() == SCHEMA_VERSION)
                .filter(manifest -> manifest.source().equals(source))
                .isPresent();
    }

    /**
     * Makes all tables.
     *
     * @param entries the published trials
     * @param aggregates what was aggregated from them
     */
    void write(SparkSession spark, List<Journal.Entry> entries, List<Aggregate<?>> aggregates) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<String> ids = context.parallelize(
                entries.stream().map(Journal.Entry::trialId).toList(), context.defaultParallelism());
        SerializableConfiguration configuration = new SerializableConfiguration(context.hadoopConfiguration());
        for (Table<?> table : Table.ALL) {
            JavaRDD<Row> rows = ids.flatMap(rowsOf(table, output.location(), configuration));
            write(
                    table.name(),
                    spark.createDataFrame(rows, new RowSchema(table.type()).structType())
                            .repartition(1)
                            .sortWithinPartitions(
                                    table.order().stream().map(functions::col).toArray(Column[]::new)));
        }
        for (Aggregate<?> aggregate : aggregates) {
            RowSchema schema = new RowSchema(aggregate.type());
            write(
                    aggregate.table(),
                    spark.createDataFrame(
                                    aggregate.rows().stream().map(schema::row).toList(), schema.structType())
                            .coalesce(1));
        }
        publication.publish(SCHEMA_VERSION, digest(entries));
    }

    private void write(String table, Dataset<Row> rows) throws IOException {
        rows.write().parquet(publication.stagingOf(table).toString());
        publication.stage(table);
    }

    /** Reads a record on an executor; all that it captures can cross to one. */
    private static <R extends Record> FlatMapFunction<String, Row> rowsOf(
            Table<R> table, String location, SerializableConfiguration configuration) {
        return trialId -> {
            Journal journal = new Journal(OutputDirectory.at(location, configuration.value()));
            RowSchema schema = new RowSchema(table.type());
            return table.rows().of(journal.read(trialId)).stream()
                    .map(schema::row)
                    .iterator();
        };
    }

    private static String digest(List<Journal.Entry> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Journal.Entry entry : entries) {
                digest.update((entry.trialId() + " " + entry.checksum() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
