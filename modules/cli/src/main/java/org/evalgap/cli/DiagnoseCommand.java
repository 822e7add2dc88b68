package org.evalgap.cli;

import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.evalgap.cli.console.Console;
import org.evalgap.data.DatasetFacts;
import org.evalgap.report.DiagnosisJson;
import org.evalgap.report.DiagnosisReport;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.KnownTransforms;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.check.ConfigurationCheck;
import org.evalgap.study.grid.Axis;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.settings.EvaluationConfig.Corners;
import org.evalgap.study.settings.TrialConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says of one configuration why its deployed model differs from its training log. */
@Command(
        name = "diagnose",
        description =
                "Train one configuration a few times and say why its model is worse, or better, after eval() than "
                        + "its training log: how much each cause contributes, where in the network, what recovers it, what to "
                        + "change. What is published in the output directory is not trained again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The study needs a grid of one cell. All corners are measured; unless the study",
            "says otherwise, the layers are too, and recalibration, exponential averages and",
            "MC dropout are tried.",
            "",
            "Examples:",
            "  jobs/evalgap diagnose conf/diagnose-example.conf",
            "  jobs/evalgap diagnose conf/diagnose-example.conf --set replicates=5",
            "  jobs/evalgap diagnose my.conf --set trial.network.normalization=group",
            "  jobs/evalgap diagnose my.conf --output output/my --json my.json",
            "",
            "Exit codes:",
            "   0  done",
            "   1  something broke; run the same command to go on",
            "   2  done, but some trials failed",
            "   3  another run is writing to the output directory",
            "  64  the command line, the study or a data file cannot be used"
        })
final class DiagnoseCommand implements Callable<Integer> {

    private static final String DEFAULTS = """
            study.evaluation {
              every-epochs = 0
              mistakes = false
              remedies {
                recalibration-transforms = [train, eval]
                recalibration-dropout = [on, off]
                ema-decays = [0.99]
                mc-dropout-passes = 10
              }
            }
            """;

    private static final String NEEDED = "study.evaluation.corners = factorial\n";

    private final Function<Study, TrainingRunner> runner;

    @Spec
    private CommandSpec command;

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where trials and tables are kept: a path or a URI. Default: output/, the study's name, and "
                    + "-diagnosis.")
    private String output;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the diagnosis to a file, as one JSON object, too.")
    private Path json;

    @Option(names = "--retry-failed", description = "Run trials again whose status is not OK.")
    private boolean retryFailed;

    @Option(
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    /** @param runner what trains the trials of a study */
    DiagnoseCommand(Function<Study, TrainingRunner> runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws Exception {
        Study study = options.read(DEFAULTS, NEEDED);
        requireOneCell(study);
        requireAllCorners(study);
        requireDirectory();
        TrialConfig trial = study.trial(study.cells().stream().findFirst().orElseThrow());
        String location = output == null ? "output/" + study.name() + "-diagnosis" : output;
        Sweep.Report report = (published, trials, facts) -> report(study, trial, published, trials, facts);
        return new Sweep(study, location, runner.apply(study), SweepLimits.DEFAULT, report, Console.of(command))
                .run(new Sweep.Leave("", retryFailed, takeOver, true));
    }

    private String report(
            Study study, TrialConfig trial, StudyOutput output, Predicate<String> trials, DatasetFacts facts)
            throws IOException {
        List<TrialResult> results = output.trials(trials);
        Diagnosis diagnosis = Diagnosis.of(results, ConfigurationCheck.of(trial, facts), facts.classes());
        CauseDiagnosis cause = CauseDiagnosis.of(results, facts.classes(), KnownTransforms.of(trial.augmentation()));
        if (json != null) {
            Files.writeString(json, DiagnosisJson.of(study.name(), cause, diagnosis), StandardCharsets.UTF_8);
        }
        return DiagnosisReport.of(study.name(), cause, diagnosis);
    }

    private void requireOneCell(Study study) {
        if (study.cells().size() == 1) {
            return;
        }
        List<Axis> axes = study.cells().grid().axes().stream()
                .filter(axis -> axis.values().size() > 1)
                .toList();
        throw new StudyException(
                options.file(),
                List.of(new Problem(
                        "study.grid",
                        "one cell, as a diagnosis is of one configuration: give each axis one value, such as --set '"
                                + oneValue(axes.get(0)) + "', or run sweep to compare cells",
                        study.cells().size() + " cells that differ in "
                                + axes.stream().map(Axis::key).collect(Collectors.joining(", ")))));
    }

    private static String oneValue(Axis axis) {
        return "grid." + axis.key() + "=[" + axis.values().get(0).render(ConfigRenderOptions.concise()) + "]";
    }

    private void requireDirectory() {
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw new ParameterException(
                    command.commandLine(),
                    "cannot write --json; expected: a file in a directory that exists; received: " + json);
        }
    }

    private void requireAllCorners(Study study) {
        if (study.evaluation().corners() != Corners.FACTORIAL) {
            throw new StudyException(
                    options.file(),
                    List.of(new Problem("study.evaluation.corners", "factorial, which a diagnosis needs", "minimal")));
        }
    }
}
