package org.evalgap.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page. */
@Command(
        name = "report",
        description = {
            "Make the page of an output directory from its published trials: one HTML file that needs nothing else.",
            "A sweep makes it too, as report/index.html in its output directory."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap report output/quickstart",
            "  jobs/evalgap report hdfs:///studies/quickstart --output quickstart.html"
        })
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the page is put. Default: report/index.html in the output directory.")
    private Path file;

    @Option(
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        Configuration configuration = SparkSettings.hadoopConfiguration();
        if (!StudyOutput.exists(output, configuration)) {
            console.note("cannot report " + output + "; expected: the output directory of a sweep; received: "
                    + "a directory without published trials");
            return ExitCode.UNUSABLE;
        }
        try (StudyOutput study = StudyOutput.claim(output, configuration, takeOver)) {
            String html = Page.of(study, output);
            if (file == null) {
                console.note("Page: " + study.writePage(html));
            } else {
                Files.writeString(file, html);
                console.note("Page: " + file.toAbsolutePath().toUri());
            }
        }
        return ExitCode.DONE;
    }
}
