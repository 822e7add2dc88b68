package org.evalgap.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.journal.PublishedTrials;
import org.evalgap.report.page.ReportPage;
import org.evalgap.report.page.TrendBuilder;
import org.evalgap.spark.SparkSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes one page of several outputs. */
@Command(
        name = "trend",
        description = {
            "Make one page of several output directories, such as those of nightly sweeps: the run is an axis, and the",
            "first chart shows every figure over the runs, with intervals."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap trend output/nightly/2026-* --output trend.html"})
final class TrendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "1..*",
            paramLabel = "OUTPUT",
            description = "Output directories of sweeps. Runs are named by the last part of each, and ordered by it.")
    private List<String> outputs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "trend.html",
            description = "Where the page is put. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        Configuration configuration = SparkSettings.hadoopConfiguration();
        Map<String, String> runs = new LinkedHashMap<>();
        for (String output : outputs) {
            SweepOutput.at(output).requireTrials("follow");
            String other = runs.put(new org.apache.hadoop.fs.Path(output).getName(), output);
            if (other != null) {
                console.note("cannot tell runs apart; expected: directories of different names; received: " + other
                        + " and " + output);
                return ExitCode.UNUSABLE;
            }
        }
        TrendBuilder trend = new TrendBuilder();
        for (Map.Entry<String, String> run : runs.entrySet()) {
            PublishedTrials.of(run.getValue(), configuration).forEach(result -> trend.add(run.getKey(), result));
        }
        Files.writeString(file, ReportPage.html(trend.build(String.join(" ", outputs))));
        console.note("Page: " + file.toAbsolutePath().toUri());
        return ExitCode.DONE;
    }
}
