package org.evalgap.cli;

import java.io.IOException;
import org.evalgap.cli.console.AuditText;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.Failures;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.OutputHeldException;
import org.evalgap.report.ClaimsTable;
import org.evalgap.report.Replicates;
import org.evalgap.report.SummaryTable;
import org.evalgap.spark.StudyOutput;

/** The tables of an output directory, made anew. */
final class Aggregation {

    private final SweepOutput output;
    private final Console console;

    Aggregation(SweepOutput output, Console console) {
        this.output = output;
        this.console = console;
    }

    /** @return the exit code */
    int run(boolean takeOver) throws IOException, OutputHeldException {
        output.requireTrials("aggregate");
        try (StudyOutput study = StudyOutput.claim(output.location(), output.configuration(), takeOver);
                LazySpark spark = new LazySpark("evalgap aggregate", console)) {
            StudyOutput.Published published = study.audit();
            AuditText.note(published, console);
            study.rewriteTables(spark);
            Replicates replicates = new Replicates();
            study.forEachTrial(replicates::add);
            console.print(SummaryTable.of(study.degradation(trial -> true), replicates));
            console.print(ClaimsTable.of(study.claims(trial -> true)));
            return Failures.report(published.failed().values(), console);
        }
    }
}
