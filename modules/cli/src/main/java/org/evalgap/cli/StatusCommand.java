package org.evalgap.cli;

import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.StatusJson;
import org.evalgap.cli.console.StatusText;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.status.OutputStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how far a sweep is. */
@Command(
        name = "status",
        description = {
            "Say how far the sweep in an output directory is, which trials are published, and who holds the directory.",
            "Only looks: a running sweep is not disturbed."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap status output/quickstart"})
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        SweepOutput sweep = SweepOutput.at(output).requireTrials("show the status of");
        OutputStatus status = OutputStatus.of(sweep.location(), sweep.configuration());
        console.print(json ? StatusJson.of(status) : StatusText.of(status));
        return ExitCode.DONE;
    }
}
