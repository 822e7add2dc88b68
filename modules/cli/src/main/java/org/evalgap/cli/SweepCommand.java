package org.evalgap.cli;

import java.util.concurrent.Callable;
import java.util.function.Function;
import org.evalgap.experiment.config.Study;
import org.evalgap.spark.TrainingRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    /** @param runner what trains the trials of a study */
    SweepCommand(Function<Study, TrainingRunner> runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws Exception {
        Study study = options.read();
        String location = output == null ? "output/" + study.name() : output;
        return new Sweep(study, location, runner.apply(study), Console.of(command)).run(retryFailed, takeOver);
    }
}
