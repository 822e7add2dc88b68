package org.evalgap.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.TablePublication;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;

/** Makes the Parquet tables from the published trials, whole and anew each time. */
public final class TableWriter {

    /** Version of the tables' columns; grows with every change of them. */
    static final int SCHEMA_VERSION = 3;

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
     */
    void write(SparkSession spark, List<Journal.Entry> entries) throws IOException {
        try (TableRows rows = new TableRows(spark, output, entries)) {
            rows.forEach(this::write);
        }
        publication.publish(SCHEMA_VERSION, digest(entries));
    }

    private void write(String table, Dataset<Row> rows) throws IOException {
        try {
            rows.write().parquet(publication.stagingOf(table).toString());
        } catch (Exception | FSError e) {
            // Scala does not declare what Spark throws; Hadoop's own for a disk that is full is an error.
            if (origin(e) instanceof IOException origin) {
                throw new IOException("cannot write table " + table + "; " + origin.getMessage(), e);
            }
            throw e;
        }
        publication.stage(table);
    }

    /** What went wrong first: Spark tells of it in several layers. */
    private static Throwable origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }

    private static String digest(List<Journal.Entry> entries) {
        MessageDigest digest = Sha256.digest();
        for (Journal.Entry entry : entries) {
            digest.update((entry.trialId() + " " + entry.checksum() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return Sha256.hex(digest);
    }
}
