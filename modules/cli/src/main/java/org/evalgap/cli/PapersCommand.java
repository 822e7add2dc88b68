package org.evalgap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.report.PapersText;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.study.publication.StudyPublication;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets what papers report beside what studies that repeat them in small found. */
@Command(
        name = "papers",
        description = {
            "Set what papers report beside what studies that repeat them in small found, as Markdown.",
            "A study says which paper it repeats with `published`, and what the paper reports of a contrast with the",
            "`published` of the contrast; each output makes a section, in the order given."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  jobs/evalgap papers output/hoffer-2017 output/ioffe-2017 --output conf/papers/README.md"
        })
final class PapersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "1..*",
            paramLabel = "OUTPUT",
            description = "Output directories of sweeps, each of a study that repeats a paper.")
    private List<String> outputs;

    @Option(names = "--output", paramLabel = "FILE", description = "Where the text is put. Default: it is printed.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        PapersText text = new PapersText();
        for (String output : outputs) {
            add(output, text, console);
        }
        if (file == null) {
            console.print(text.toString());
        } else {
            Files.writeString(file, text.toString());
            console.note("Text: " + file.toAbsolutePath().toUri());
        }
        return ExitCode.DONE;
    }

    private void add(String output, PapersText text, Console console) throws IOException {
        PublishedStudy published =
                SweepOutput.at(output).requireTrials("compare with a paper").published();
        published.damaged().forEach(finding -> console.note("Damaged, left out: " + finding));
        StudyPublication study = published
                .publication()
                .orElseThrow(() -> new UnusableOutputException("cannot compare with a paper " + output
                        + "; expected: a study that says which one it repeats, by study.published; received: one that"
                        + " does not"));
        List<ClaimRow> claims = published.claims().stream()
                .filter(row -> study.study().equals(row.study()))
                .toList();
        PapersText.Effort effort = new PapersText.Effort();
        published.forEachTrial(result -> {
            if (result.trial().study().equals(study.study())) {
                effort.add(result.trial());
            }
        });
        text.add(study, claims, effort);
    }
}
