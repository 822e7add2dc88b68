package org.evalgap.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evalgap.cli.benchmark.BenchmarkCommand;
import org.evalgap.cli.console.CommandLineErrors;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.Shutdown;
import org.evalgap.cli.export.ExportCommand;
import org.evalgap.cli.planted.PlantedCommand;
import org.evalgap.data.DatasetException;
import org.evalgap.output.OutputHeldException;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.claims.ClaimsException;
import org.evalgap.results.diagnosis.DiagnosisDocument;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The entry point: {@code evalgap COMMAND}. */
@Command(
        name = "evalgap",
        description = "Why does a model get worse after eval()? Trains grids of networks on Spark and measures it.",
        synopsisHeading = "Usage: jobs/evalgap [SPARK OPTIONS] COMMAND [ARGUMENTS]%n%n",
        customSynopsis = "",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footerHeading = "%n",
        footer = {
            "Options before the command are those of spark-submit, such as --master, --deploy-mode or --conf;",
            "without --master the study runs on all cores of this machine. Options after the command are its own.",
            "",
            "Examples:",
            "  jobs/evalgap plan conf/quickstart.conf",
            "  jobs/evalgap sweep conf/quickstart.conf",
            "  jobs/evalgap diagnose conf/diagnose-example.conf",
            "  jobs/evalgap checkup conf/checkup-example.conf",
            "  jobs/evalgap --master spark://host:7077 sweep conf/quickstart.conf --output hdfs:///studies/quickstart",
            "",
            "Exit codes:",
            "   0  done",
            "   1  something broke; run the same command to go on",
            "   2  done, but some trials failed",
            "   3  another run is writing to the output directory",
            "   4  check, checkup: a cell or the model degrades by more than its bound",
            "   5  verify: something in the output is damaged",
            "  64  the command line, the study, a data file or an output cannot be used"
        })
public final class Main {

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(study -> new StudyRunner(study.name(), study.evaluation()))
                .setOut(out)
                .setErr(err)
                .execute(arguments));
    }

    /** @param runner what trains the trials of a study */
    static CommandLine commandLine(Function<Study, TrainingRunner> runner) {
        CommandLine main = new CommandLine(new Main())
                .addSubcommand(new PlanCommand())
                .addSubcommand(new SweepCommand(runner))
                .addSubcommand(new CheckupCommand())
                .addSubcommand(new DiagnoseCommand(runner))
                .addSubcommand(new AggregateCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(new QueryCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new TrendCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new PapersCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new PlantedCommand())
                .addSubcommand(new BenchmarkCommand())
                .setParameterExceptionHandler(CommandLineErrors::report)
                .setExecutionExceptionHandler(Main::failure);
        describeJson(main, "diagnose", DiagnosisDocument.Writer.DIAGNOSE);
        describeJson(main, "checkup", DiagnosisDocument.Writer.CHECKUP);
        return main;
    }

    /** Adds to a command's help which fields its JSON has, and what the leading cause can be. */
    private static void describeJson(CommandLine main, String command, DiagnosisDocument.Writer writer) {
        UsageMessageSpec help =
                main.getSubcommands().get(command).getCommandSpec().usageMessage();
        help.footer(Stream.concat(
                        Stream.of(help.footer()),
                        DiagnosisDocument.help(writer).stream().map(line -> line.replace("%", "%%")))
                .toArray(String[]::new));
    }

    private static int failure(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
        Console console = Console.of(command.getCommandSpec());
        if (Shutdown.begun()) {
            // What fails now fails because Spark was stopped; the exit code is the signal's.
            return ExitCode.BROKEN;
        }
        if (e instanceof StudyException || e instanceof DatasetException || e instanceof ClaimsException) {
            console.note(e.getMessage());
            return ExitCode.UNUSABLE;
        }
        Optional<UnusableOutputException> unusable = cause(e, UnusableOutputException.class);
        if (unusable.isPresent()) {
            console.note(unusable.get().getMessage());
            return ExitCode.UNUSABLE;
        }
        if (e instanceof OutputHeldException) {
            console.note(e.getMessage());
            return ExitCode.OUTPUT_HELD;
        }
        Optional<IOException> files = cause(e, IOException.class);
        if (files.isPresent()) {
            // A file, a disk or a network is at fault, and no trace through this program or Spark tells more.
            console.note(text(files.get()));
            return ExitCode.BROKEN;
        }
        e.printStackTrace(console.err());
        return ExitCode.BROKEN;
    }

    /** The first exception of a kind among an exception and its causes. */
    private static <E extends Exception> Optional<E> cause(Exception e, Class<E> kind) {
        return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** Our own messages are sentences; those of others may be no more than a file's name. */
    private static String text(Exception e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.startsWith("cannot ") || message.startsWith("stopped ")
                ? message
                : "cannot go on; expected: files that can be read and written; received: "
                        + e.getClass().getSimpleName() + ": " + message;
    }

    /** Version of EvalGap and of what it runs on. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"evalgap " + EngineVersion.CURRENT + ", Java " + Runtime.version()};
        }
    }
}
