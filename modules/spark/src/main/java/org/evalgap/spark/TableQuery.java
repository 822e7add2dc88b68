package org.evalgap.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.evalgap.output.TablePublication;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.aggregates.ResultTables;
import org.evalgap.results.schema.RowType;

/** SQL over the tables of an output directory, each a view of its own name. */
public final class TableQuery {

    private final OutputDirectory output;

    private TableQuery(OutputDirectory output) {
        this.output = output;
    }

    /**
     * The rows that answer a query.
     *
     * @param columns their names
     * @param rows each with a value, or null, for each column
     * @param complete whether these are all of them
     */
    public record Answer(List<String> columns, List<List<Object>> rows, boolean complete) {}

    /**
     * @param location an output directory: a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     */
    public static TableQuery of(String location, Configuration configuration) throws IOException {
        return new TableQuery(OutputDirectory.at(location, configuration));
    }

    /** A table's rows. Spark would take brackets, braces, stars and colons in the path for a pattern. */
    static Dataset<Row> rows(SparkSession spark, Path file) {
        return spark.read().option(DataSource.GLOB_PATHS_KEY(), "false").parquet(file.toString());
    }

    /** The tables that are there. */
    public List<String> tables() throws IOException {
        List<String> tables = new ArrayList<>();
        for (RowType<?> type : ResultTables.ALL) {
            String table = type.table().name();
            if (output.storage().kind(output.table(table)) == Storage.Kind.FILE) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** A table's rows, one of {@link #tables}. */
    public Dataset<Row> rows(SparkSession spark, String table) {
        return rows(spark, output.table(table));
    }

    /** Digest of the published trials that the tables in place were made from; empty if no tables are. */
    public Optional<String> source() throws IOException {
        return new TablePublication(output).published().map(TablePublication.Manifest::source);
    }

    /**
     * Answers one SELECT.
     *
     * @param limit rows that are returned at most
     * @throws IllegalArgumentException if Spark cannot make sense of the query, or the query does more than read
     * @throws UnusableOutputException if a table is damaged
     */
    public Answer ask(SparkSession spark, String sql, int limit) throws IOException {
        try {
            return answer(spark, sql, limit);
        } catch (IllegalArgumentException | IOException e) {
            throw e;
        } catch (Exception e) {
            // Scala does not declare what Spark throws at a damaged file, or at a value that it cannot compute with.
            List<Finding> damaged = new TablePublication(output).look();
            if (!damaged.isEmpty()) {
                throw new UnusableOutputException(
                        "cannot query " + output.location() + "; " + damaged.get(0)
                                + "; jobs/evalgap aggregate makes it anew",
                        e);
            }
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private Answer answer(SparkSession spark, String sql, int limit) throws IOException {
        for (String table : tables()) {
            Path file = output.table(table);
            rows(spark, file).createOrReplaceTempView(table);
        }
        Dataset<Row> answer = ReadOnlySql.ask(spark, sql);
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : answer.takeAsList(limit + 1)) {
            Object[] values = new Object[row.size()];
            Arrays.setAll(values, row::get);
            rows.add(Collections.unmodifiableList(Arrays.asList(values)));
        }
        boolean complete = rows.size() <= limit;
        return new Answer(List.of(answer.columns()), complete ? rows : rows.subList(0, limit), complete);
    }
}
