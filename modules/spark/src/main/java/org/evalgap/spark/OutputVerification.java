package org.evalgap.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.OutputInspection;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;

/**
 * Checks everything in an output directory: records against their checksums, and tables against the records, row by row.
 * Only looks. The records are the truth: what else differs from them is damaged.
 */
public final class OutputVerification {

    private final OutputDirectory output;

    private OutputVerification(OutputDirectory output) {
        this.output = output;
    }

    /**
     * @param location an output directory: a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     */
    public static OutputVerification of(String location, Configuration configuration) throws IOException {
        return new OutputVerification(OutputDirectory.at(location, configuration));
    }

    /**
     * Everything that is not as a sweep leaves it.
     *
     * @param spark asked only if there are tables to compare with the records
     */
    public List<Finding> findings(StudyOutput.SparkSource spark) throws IOException {
        List<Finding> findings = new ArrayList<>(new OutputInspection(output).all());
        Journal.Look look = new Journal(output).look();
        // Without the records that nobody here can read, it is not known what the tables should be.
        boolean readable =
                look.of(Finding.Kind.UNUSABLE, Finding.Kind.OTHER_VERSION).isEmpty();
        if (readable && !look.entries().isEmpty()) {
            compareTables(spark.get(), look.entries(), findings);
        }
        return List.copyOf(findings);
    }

    private void compareTables(SparkSession spark, List<Journal.Entry> entries, List<Finding> findings)
            throws IOException {
        try (TableRows rows = new TableRows(spark, output, entries)) {
            rows.forEach((table, expected) -> {
                Path file = output.table(table);
                String name = output.name(file);
                if (findings.stream().anyMatch(finding -> finding.file().equals(name))) {
                    return;
                }
                String difference = output.storage().kind(file) == Storage.Kind.FILE
                        ? difference(spark, file, expected)
                        : "expected: a file; received: nothing";
                if (!difference.isEmpty()) {
                    findings.add(new Finding(name, Finding.Kind.DAMAGED, difference));
                }
            });
        }
    }

    /** How a table's file differs from what the records say; empty if it does not. */
    private static String difference(SparkSession spark, Path file, Dataset<Row> expected) {
        try {
            Dataset<Row> actual = TableQuery.rows(spark, file);
            if (!Arrays.equals(actual.columns(), expected.columns())) {
                return "expected: the columns of its table; received: others";
            }
            return difference(actual.toLocalIterator(), expected.toLocalIterator());
        } catch (Exception e) {
            // Scala does not declare what Spark throws at a damaged file.
            return "expected: a table that can be read; received: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Both are in the order in which tables are written, which tells any two rows apart. */
    private static String difference(Iterator<Row> actual, Iterator<Row> expected) {
        long row = 0;
        while (actual.hasNext() && expected.hasNext()) {
            row++;
            if (!actual.next().equals(expected.next())) {
                return "expected: the rows that the records make; received: another row " + row;
            }
        }
        if (actual.hasNext()) {
            return "expected: the " + row + " rows that the records make; received: more";
        }
        return expected.hasNext() ? "expected: the rows that the records make; received: only " + row : "";
    }
}
