package org.evalgap.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import org.evalgap.cli.console.Console;
import org.evalgap.data.DatasetFacts;
import org.evalgap.report.ClaimsTable;
import org.evalgap.report.Replicates;
import org.evalgap.report.SummaryTable;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.reading.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs a study on Spark. */
@Command(
        name = "sweep",
        description = {
            "Run what is missing of a study, and make the tables.",
            "A trial that is published in the output directory is never run again, so an interrupted sweep goes on",
            "where it stopped, and a study that was extended runs only what is new."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap sweep conf/quickstart.conf",
            "  jobs/evalgap --master spark://host:7077 sweep conf/quickstart.conf --output hdfs:///studies/quickstart"
        })
final class SweepCommand implements Callable<Integer> {

    private final Function<Study, TrainingRunner> runner;

    @Spec
    private CommandSpec command;

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where trials and tables are kept: a path or a URI. Default: output/ and the study's name.")
    private String output;

    @Option(names = "--retry-failed", description = "Run trials again whose status is not OK.")
    private boolean retryFailed;

    @Option(
            names = "--trial",
            paramLabel = "ID",
            description = "Run this trial of the study alone, by its id or the beginning of it.")
    private String trial;

    @Option(
            names = "--append",
            description =
                    "Keep the trials of another study that the output directory holds; column study tells them apart.")
    private boolean append;

    @Option(
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "End a trial as TIMEOUT that takes longer than this from one batch to the next, such as 90s, 30m or 2h.",
                "Default: 30m."
            })
    private Duration stall = SweepLimits.DEFAULT.stall();

    @Option(
            names = "--executor-timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop when there was no executor for longer than this. Default: 30m.")
    private Duration noExecutor = SweepLimits.DEFAULT.noExecutor();

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            description = "Stop when more than N trials of this run have failed. Default: never.")
    private Long mostFailures;

    @Option(names = "--fail-fast", description = "Stop at the first trial that fails: --max-failures 0.")
    private boolean failFast;

    @Option(
            names = "--max-lost-attempts",
            paramLabel = "N",
            description = {
                "End a trial as CRASHED whose process was lost N times, as with machines that may be taken away at any",
                "time. A trial that crashes a process of its own is CRASHED the second time. Default: 5."
            })
    private int lostAttempts = SweepLimits.DEFAULT.lostAttempts();

    /** @param runner what trains the trials of a study */
    SweepCommand(Function<Study, TrainingRunner> runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws Exception {
        Study study = options.read();
        String location = output == null ? "output/" + study.name() : output;
        return new Sweep(study, location, runner.apply(study), limits(), SweepCommand::summary, Console.of(command))
                .run(new Sweep.Leave(trial == null ? "" : trial, retryFailed, takeOver, append));
    }

    private static String summary(StudyOutput output, Predicate<String> trials, DatasetFacts facts) throws IOException {
        Replicates replicates = new Replicates();
        output.forEachTrial(result -> {
            if (trials.test(result.trial().trialId())) {
                replicates.add(result);
            }
        });
        return SummaryTable.of(output.degradation(trials), replicates) + ClaimsTable.of(output.claims(trials));
    }

    private SweepLimits limits() {
        if (lostAttempts < 1) {
            throw unusable("--max-lost-attempts", "a number of at least 1", lostAttempts);
        }
        if (mostFailures != null && mostFailures < 0) {
            throw unusable("--max-failures", "a number of at least 0", mostFailures);
        }
        long failures = failFast ? 0 : mostFailures == null ? SweepLimits.DEFAULT.failures() : mostFailures;
        return new SweepLimits(stall, lostAttempts, failures, noExecutor);
    }

    private ParameterException unusable(String option, String expected, Object received) {
        return new ParameterException(
                command.commandLine(), "cannot use " + option + "; expected: " + expected + "; received: " + received);
    }

    /** A time as people write it: 90s, 30m, 2h. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            if (!value.matches("[1-9][0-9]{0,6}[smh]")) {
                throw new TypeConversionException("expected: a time such as 90s, 30m or 2h; received: " + value);
            }
            return Duration.parse("PT" + value);
        }
    }
}
