package org.evalgap.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.evalgap.output.OutputDirectory;
import org.evalgap.output.TablePublication;
import org.evalgap.output.journal.Journal;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowType;
import scala.Tuple2;

/** Makes the Parquet tables from the published trials, whole and anew each time. */
public final class TableWriter {

    /** Version of the tables' columns; grows with every change of them. */
    static final int SCHEMA_VERSION = 1;

    /** Bounds what a task has in memory at a time when the rows do not fit and go to disk. */
    private static final int TRIALS_PER_PARTITION = 500;

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
        Broadcast<SerializableConfiguration> configuration =
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        JavaRDD<Tuple2<Integer, Row>> rows = context.parallelize(
                        entries.stream().map(Journal.Entry::trialId).toList(),
                        Math.max(context.defaultParallelism(), entries.size() / TRIALS_PER_PARTITION))
                .mapPartitions(readers(output.location(), configuration))
                .persist(StorageLevel.MEMORY_AND_DISK());
        // Read by all cores now; a table is written by one.
        rows.foreachPartition(partition -> partition.forEachRemaining(row -> {}));
        for (int table = 0; table < TrialTable.ALL.size(); table++) {
            write(spark, rows, table);
        }
        rows.unpersist(false);
        configuration.destroy();
        for (Aggregate<?> aggregate : aggregates) {
            RowSchema schema = new RowSchema(RowType.of(aggregate.type()));
            write(
                    aggregate.table(),
                    spark.createDataFrame(
                                    aggregate.rows().stream().map(schema::row).toList(), schema.structType())
                            .coalesce(1));
        }
        publication.publish(SCHEMA_VERSION, digest(entries));
    }

    private void write(SparkSession spark, JavaRDD<Tuple2<Integer, Row>> rows, int number) throws IOException {
        TrialTable<?> table = TrialTable.ALL.get(number);
        JavaRDD<Row> own = rows.filter(row -> row._1() == number).map(Tuple2::_2);
        write(
                table.name(),
                spark.createDataFrame(own, new RowSchema(table.type()).structType())
                        .coalesce(1)
                        .sortWithinPartitions(Arrays.stream(table.type().table().order())
                                .map(functions::col)
                                .toArray(Column[]::new)));
    }

    private void write(String table, Dataset<Row> rows) throws IOException {
        rows.write().parquet(publication.stagingOf(table).toString());
        publication.stage(table);
    }

    /**
     * Reads records on an executor and makes the rows of all tables, each with the number of its table; all that it
     * captures can cross to one.
     */
    private static FlatMapFunction<Iterator<String>, Tuple2<Integer, Row>> readers(
            String location, Broadcast<SerializableConfiguration> configuration) {
        return trialIds -> {
            Journal journal = new Journal(
                    OutputDirectory.at(location, configuration.value().value()));
            List<RowsOf<?>> tables = new ArrayList<>();
            for (TrialTable<?> table : TrialTable.ALL) {
                tables.add(new RowsOf<>(tables.size(), table));
            }
            Stream<String> ids = StreamSupport.stream(Spliterators.spliteratorUnknownSize(trialIds, 0), false);
            return ids.flatMap(trialId -> {
                        TrialResult result = read(journal, trialId);
                        return tables.stream().flatMap(table -> table.rows(result));
                    })
                    .iterator();
        };
    }

    private static TrialResult read(Journal journal, String trialId) {
        try {
            return journal.read(trialId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a table's rows of results. */
    private static final class RowsOf<R extends Record> {
        private final int number;
        private final TrialTable<R> table;
        private final RowSchema schema;

        RowsOf(int number, TrialTable<R> table) {
            this.number = number;
            this.table = table;
            this.schema = new RowSchema(table.type());
        }

        Stream<Tuple2<Integer, Row>> rows(TrialResult result) {
            return table.rows(result).stream().map(row -> new Tuple2<>(number, schema.row(row)));
        }
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
