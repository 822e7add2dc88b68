package org.evalgap.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.IntStream;
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
import org.evalgap.output.journal.CellAggregation;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.journal.StudyAggregation;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.aggregates.RepairabilityRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowType;
import scala.Tuple2;

/** The rows of every table, as the published trials say. The records are read once, and the rows kept until closed. */
final class TableRows implements AutoCloseable {

    /** Bounds what a task has in memory at a time when the rows do not fit and go to disk. */
    private static final int TRIALS_PER_PARTITION = 500;

    private final SparkSession spark;
    private final OutputDirectory output;
    private final List<Journal.Entry> entries;
    private final Broadcast<SerializableConfiguration> configuration;
    private final JavaRDD<Tuple2<Integer, Row>> rows;

    /** @param entries the published trials */
    TableRows(SparkSession spark, OutputDirectory output, List<Journal.Entry> entries) {
        this.spark = spark;
        this.output = output;
        this.entries = entries;
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.configuration = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        this.rows = context.parallelize(
                        entries.stream().map(Journal.Entry::trialId).toList(),
                        Math.max(context.defaultParallelism(), entries.size() / TRIALS_PER_PARTITION))
                .mapPartitions(readers(output.location(), configuration))
                .persist(StorageLevel.MEMORY_AND_DISK());
        // Read by all cores now; a table is taken by one.
        rows.foreachPartition(partition -> partition.forEachRemaining(row -> {}));
    }

    /** What is done with a table's rows. */
    @FunctionalInterface
    interface Taker {

        /** @param rows in one partition */
        void take(String table, Dataset<Row> rows) throws IOException;
    }

    /** Gives the rows of each table, one table after another. */
    void forEach(Taker taker) throws IOException {
        for (int number = 0; number < TrialTable.ALL.size(); number++) {
            TrialTable<?> table = TrialTable.ALL.get(number);
            taker.take(table.name(), sorted(table, number));
        }
        Journal journal = new Journal(output);
        StudyAggregation across = StudyAggregation.of(journal, entries, output.studyText());
        for (Aggregate<?> aggregate : List.of(
                new Aggregate<>(DegradationRow.class, new CellAggregation(journal, output.studyText()).rows(entries)),
                new Aggregate<>(RepairabilityRow.class, across.repairability()),
                new Aggregate<>(ClaimRow.class, across.claims()))) {
            RowSchema schema = new RowSchema(RowType.of(aggregate.type()));
            taker.take(
                    aggregate.table(),
                    spark.createDataFrame(
                                    aggregate.rows().stream().map(schema::row).toList(), schema.structType())
                            .coalesce(1));
        }
    }

    private Dataset<Row> sorted(TrialTable<?> table, int number) {
        JavaRDD<Row> own = rows.filter(row -> row._1() == number).map(Tuple2::_2);
        return spark.createDataFrame(own, RowSchema.of(table))
                .coalesce(1)
                .sortWithinPartitions(Arrays.stream(table.type().table().order())
                        .map(functions::col)
                        .toArray(Column[]::new));
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
            Stream<String> ids = StreamSupport.stream(Spliterators.spliteratorUnknownSize(trialIds, 0), false);
            return ids.flatMap(trialId -> {
                        TrialResult result = read(journal, trialId);
                        return IntStream.range(0, TrialTable.ALL.size())
                                .boxed()
                                .flatMap(number -> RowSchema.rows(TrialTable.ALL.get(number), result)
                                        .map(row -> new Tuple2<>(number, row)));
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

    @Override
    public void close() {
        rows.unpersist(false);
        configuration.destroy();
    }
}
