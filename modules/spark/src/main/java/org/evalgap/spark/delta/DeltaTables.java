package org.evalgap.spark.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.spark.TableQuery;

/**
 * The tables of an output directory as Delta Lake's, one in a directory of its own. Tables of other trials are another
 * version, so that a Delta table has the history of an output that grows; the trials that a version is made from stand in
 * its {@code userMetadata} as their digest, and those of the newest version make no other one.
 *
 * <p>Delta Lake itself comes from the user, who has to choose the one that is made for the cluster's Spark.
 */
public final class DeltaTables {

    /** What Delta Lake needs of a Spark session. A log of a few versions is no work for its 50 tasks. */
    public static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.databricks.delta.snapshotPartitions", "1");

    private static final String FORMAT = "delta";

    private final SparkSession spark;
    private final Path directory;

    /**
     * @param spark a session with {@link #SETTINGS}
     * @param directory where the tables are, a directory for each by its name
     */
    public DeltaTables(SparkSession spark, String directory) {
        this.spark = spark;
        this.directory = new Path(directory);
    }

    /**
     * Checks that Delta Lake is there, before Spark starts.
     *
     * @throws UnusableOutputException if it is not
     */
    public static void require() throws UnusableOutputException {
        String extension = SETTINGS.get("spark.sql.extensions");
        try {
            Class.forName(extension, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UnusableOutputException(
                    "cannot write Delta tables; expected: Delta Lake on Spark's class path, as by jobs/evalgap --packages"
                            + " io.delta:delta-spark_…; received: no class " + extension,
                    e);
        }
    }

    /**
     * Writes tables that are not written yet.
     *
     * @param names which
     * @return the names of those that have a new version
     * @throws UnusableOutputException if the tables are not as they were published
     * @throws IOException if one cannot be written, or something else stands in its place
     */
    public List<String> write(TableQuery tables, List<String> names) throws IOException {
        String source = source(tables);
        List<String> written = new ArrayList<>();
        for (String table : names) {
            try {
                if (!newest(table).equals(Optional.of(source))) {
                    write(tables, table, source);
                    written.add(table);
                }
            } catch (Exception e) {
                // Scala does not declare what Spark and Delta Lake throw.
                String reason =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                throw new IOException("cannot write Delta table " + location(table) + "; " + reason, e);
            }
        }
        return List.copyOf(written);
    }

    /**
     * What tables were made from.
     *
     * @throws UnusableOutputException if they are not as they were published
     */
    public static String source(TableQuery tables) throws IOException {
        return tables.source()
                .orElseThrow(
                        () -> new UnusableOutputException("cannot write Delta tables; expected: tables as they were"
                                + " written; received: others; jobs/evalgap aggregate makes them anew"));
    }

    private void write(TableQuery tables, String table, String source) {
        tables.rows(spark, table)
                .write()
                .format(FORMAT)
                .mode(SaveMode.Overwrite)
                .option("overwriteSchema", "true")
                .option("userMetadata", source)
                .save(location(table));
    }

    /** What the newest version of a table was made from; empty if there is no version yet, or it does not tell. */
    private Optional<String> newest(String table) throws IOException {
        Path log = new Path(location(table), "_delta_log");
        if (!log.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(log)) {
            return Optional.empty();
        }
        // Delta Lake's own grammar: a path is quoted by backticks, and one of its own is doubled.
        String path = location(table).replace("`", "``");
        List<Row> versions =
                spark.sql("DESCRIBE HISTORY delta.`" + path + "` LIMIT 1").collectAsList();
        return versions.stream().findFirst().map(version -> version.getAs("userMetadata"));
    }

    private String location(String table) {
        return new Path(directory, table).toString();
    }
}
