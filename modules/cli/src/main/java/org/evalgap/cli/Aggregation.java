package org.evalgap.cli;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.Failures;
import org.evalgap.output.OutputHeldException;
import org.evalgap.report.ClaimsTable;
import org.evalgap.report.SummaryTable;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyOutput;

/** The tables of an output directory, made anew. */
final class Aggregation {

    private final String location;
    private final Console console;

    Aggregation(String location, Console console) {
        this.location = location;
        this.console = console;
    }

    /** @return the exit code */
    int run(boolean takeOver) throws IOException, OutputHeldException {
        Configuration configuration = SparkSettings.hadoopConfiguration();
        if (!StudyOutput.exists(location, configuration)) {
            console.note("cannot aggregate " + location + "; expected: the output directory of a sweep; received: "
                    + "a directory without published trials");
            return ExitCode.UNUSABLE;
        }
        try (StudyOutput output = StudyOutput.claim(location, configuration, takeOver);
                LazySpark spark = new LazySpark("evalgap aggregate", console)) {
            StudyOutput.Published published = output.audit();
            published.quarantined().forEach(line -> console.note("Damaged: " + line));
            output.rewriteTables(spark);
            console.print(SummaryTable.of(output.degradation(trial -> true)));
            console.print(ClaimsTable.of(output.claims(trial -> true)));
            return Failures.report(published.failed().values(), console);
        }
    }
}
