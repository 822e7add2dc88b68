package org.evalgap.cli;

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
            session = SparkSettings.start(name, nativeBytesPerTask, warning -> console.note("Warning: " + warning));
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
