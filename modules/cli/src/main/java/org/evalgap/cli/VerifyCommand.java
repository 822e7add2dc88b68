package org.evalgap.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.Page;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.storage.Finding;
import org.evalgap.report.AnswerTable;
import org.evalgap.spark.OutputVerification;
import org.evalgap.spark.StudyOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is damaged in an output directory, and mends it. */
@Command(
        name = "verify",
        description = {
            "Check everything in an output directory: records against their checksums, tables against the records row by",
            "row, and whatever else is there. Only looks, unless told to repair.",
            "Exits with 5 if anything is damaged or left over. What EvalGap has not written is named, and left alone."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap verify output/quickstart",
            "  jobs/evalgap verify output/quickstart --repair"
        })
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(
            names = "--repair",
            description =
                    "Set damaged files aside in quarantine/, delete what is left over, and make tables and page anew.")
    private boolean repair;

    @Option(
            names = "--takeover",
            description = "Repair though another run holds the output directory. Use it when that run has ended.")
    private boolean takeOver;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        SweepOutput sweep = SweepOutput.at(output).requireTrials("verify");
        OutputVerification verification = OutputVerification.of(output, sweep.configuration());
        try (LazySpark spark = new LazySpark("evalgap verify", console)) {
            List<Finding> findings = verification.findings(spark);
            show(findings, console);
            if (findings.stream().noneMatch(VerifyCommand::isWrong)) {
                console.note("Nothing is damaged.");
                return ExitCode.DONE;
            }
            if (!repair) {
                console.note("jobs/evalgap verify " + output + " --repair mends what the records allow.");
                return ExitCode.DAMAGED;
            }
            return repair(sweep, verification, spark, console);
        }
    }

    private int repair(SweepOutput sweep, OutputVerification verification, LazySpark spark, Console console)
            throws Exception {
        List<String> lost;
        try (StudyOutput study = StudyOutput.claim(output, sweep.configuration(), takeOver)) {
            List<String> setAside = study.audit().quarantined();
            setAside.forEach(line -> console.note("Set aside: " + line));
            lost = setAside.stream().filter(line -> line.startsWith("records/")).toList();
            study.rewriteTables(spark);
            console.note("Page: " + Page.write(SweepOutput.at(output)));
        }
        List<Finding> left = verification.findings(spark).stream()
                .filter(VerifyCommand::isWrong)
                .toList();
        if (!left.isEmpty()) {
            console.note("This could not be mended:");
            show(left, console);
            return ExitCode.DAMAGED;
        }
        if (!lost.isEmpty()) {
            console.note("Mended, but for " + lost.size() + (lost.size() == 1 ? " trial" : " trials")
                    + " whose records were damaged: run the same sweep again.");
            return ExitCode.DAMAGED;
        }
        console.note("Mended.");
        return ExitCode.DONE;
    }

    private static boolean isWrong(Finding finding) {
        return finding.kind() != Finding.Kind.FOREIGN;
    }

    private static void show(List<Finding> findings, Console console) throws IOException {
        if (!findings.isEmpty()) {
            console.print(AnswerTable.of(
                    List.of("file", "is", "detail"),
                    findings.stream()
                            .map(finding -> List.<Object>of(finding.file(), text(finding.kind()), finding.detail()))
                            .toList()));
        }
    }

    private static String text(Finding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
