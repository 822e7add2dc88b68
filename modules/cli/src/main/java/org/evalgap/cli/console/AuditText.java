package org.evalgap.cli.console;

import org.evalgap.spark.StudyOutput;

/** What an audit found beside trials, a line each. */
public final class AuditText {

    private AuditText() {}

    public static void note(StudyOutput.Published published, Console console) {
        published.quarantined().forEach(line -> console.note("Damaged: " + line));
        published.foreign().forEach(line -> console.note("Foreign: " + line));
    }
}
