package org.evalgap.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.results.rows.ResultTables;
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

    /**
     * Answers one SELECT.
     *
     * @param limit rows that are returned at most
     * @throws IllegalArgumentException if Spark cannot make sense of the query, or the query does more than read
     */
    public Answer ask(SparkSession spark, String sql, int limit) throws IOException {
        for (String table : tables()) {
            Path file = output.table(table);
            spark.read().parquet(file.toString()).createOrReplaceTempView(table);
        }
        org.apache.spark.sql.Dataset<Row> answer = ReadOnlySql.ask(spark, sql);
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
