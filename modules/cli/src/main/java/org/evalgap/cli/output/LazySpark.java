package org.evalgap.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.Console;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyOutput;

/** Spark, started when it is first needed, as a sweep that finds everything done needs none. */
public final class LazySpark implements StudyOutput.SparkSource, AutoCloseable {

    private final String name;
    private final Console console;
    private final Map<String, String> settings;
    private long nativeBytesPerTask;
    private volatile SparkSession session;

    public LazySpark(String name, Console console) {
        this(name, console, Map.of());
    }

    /** @param settings of Spark, for those that the user leaves open */
    public LazySpark(String name, Console console, Map<String, String> settings) {
        this.name = name;
        this.console = console;
        this.settings = Map.copyOf(settings);
    }

    /** Sees to it that executors have this much native memory for each task, if Spark is started later. */
    public void reserve(long bytes) {
        nativeBytesPerTask = bytes;
    }

    @Override
    public SparkSession get() {
        if (session == null) {
            try {
                session = SparkSettings.start(
                        name, nativeBytesPerTask, settings, warning -> console.note("Warning: " + warning));
            } catch (Exception e) {
                // Scala does not declare what Spark throws at a setting, or at a master that does not answer.
                throw new UncheckedIOException(new IOException(
                        "cannot start Spark; expected: a master that answers, and settings that Spark takes; received: "
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        e));
            }
        }
        return session;
    }

    /** Lets Spark say nothing more. */
    public void silence() {
        SparkSession started = session;
        if (started != null) {
            started.sparkContext().setLogLevel("OFF");
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.stop();
        }
    }
}
