package org.evalgap.cli;

import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.output.SweepOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the tables anew. */
@Command(
        name = "aggregate",
        description = "Make the tables of an output directory anew from its published trials, and print the summary.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap aggregate output/quickstart"})
final class AggregateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    @Override
    public Integer call() throws Exception {
        return new Aggregation(SweepOutput.at(output), Console.of(command)).run(takeOver);
    }
}
