package org.evalgap.cli;

import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.journal.PublishedTrials;
import org.evalgap.report.ComparisonText;
import org.evalgap.results.comparison.OutputComparison;
import org.evalgap.results.comparison.Side;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what differs between two outputs. */
@Command(
        name = "compare",
        description = {
            "Compare two output directories cell by cell, and what their results depend on.",
            "Cells are matched by their settings. Replicates with the same seeds are compared one by one (Student's t),",
            "others as independent samples (Welch's t)."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap compare output/2026-01-01 output/2026-01-02"})
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "OUTPUT_A", description = "The output directory that is compared with.")
    private String first;

    @Parameters(index = "1", paramLabel = "OUTPUT_B", description = "The output directory that is compared.")
    private String second;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        OutputComparison comparison = new OutputComparison();
        for (Side side : Side.values()) {
            String location = side == Side.FIRST ? first : second;
            SweepOutput sweep = SweepOutput.at(location).requireTrials("compare");
            PublishedTrials.of(location, sweep.configuration()).forEach(result -> comparison.add(side, result));
        }
        console.print(ComparisonText.of(first, second, comparison));
        return ExitCode.DONE;
    }
}
