package org.evalgap.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.Console;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyOutput;

/** Spark, started when it is first needed, as a sweep that finds everything done needs none. */
final class LazySpark implements StudyOutput.SparkSource, AutoCloseable {

    private final String name;
    private final Console console;
    private long nativeBytesPerTask;
    private volatile SparkSession session;

    LazySpark(String name, Console console) {
        this.name = name;
        this.console = console;
    }

    /** Sees to it that executors have this much native memory for each task, if Spark is started later. */
    void reserve(long bytes) {
        nativeBytesPerTask = bytes;
    }

    @Override
    public SparkSession get() {
        if (session == null) {
            try {
                session = SparkSettings.start(name, nativeBytesPerTask, warning -> console.note("Warning: " + warning));
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
    void silence() {
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
