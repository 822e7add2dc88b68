package org.evalgap.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.PlanText;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.output.journal.PublishedTrials;
import org.evalgap.output.storage.HadoopByteSource;
import org.evalgap.results.claims.StudyClaims;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.plan.CostFit;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Schedule;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyValidator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what a sweep would do; needs no Spark. */
@Command(
        name = "plan",
        description = "Check a study and say what a sweep of it would do, without starting Spark.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap plan conf/quickstart.conf --set replicates=5",
            "  jobs/evalgap plan conf/quickstart.conf --simulate-executors 1000 --costs-from output/quickstart"
        })
final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private StudyOptions options;

    @Option(
            names = "--simulate-executors",
            paramLabel = "N",
            description = "Say how long N executors of one core would take, one training at a time each.")
    private Integer executors;

    @Option(
            names = "--costs-from",
            paramLabel = "OUTPUT",
            description = {
                "Predict times as the finished trials of an output directory took, those with the settings of this",
                "study's. Default: as the engine was measured on one server."
            })
    private String costsFrom;

    @Override
    public Integer call() throws IOException {
        if (executors != null && executors < 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "cannot use --simulate-executors; expected: a number of at least 1; received: " + executors);
        }
        Study study = options.read();
        StudyClaims.of(Optional.of(study.text()));
        DatasetFacts facts = study.dataset().facts().orElseGet(() -> read(study));
        Console console = Console.of(command);
        CostModel costs = CostModel.DEFAULT;
        if (costsFrom != null) {
            Optional<CostFit.Fit> fit = fit(study, facts);
            if (fit.isEmpty()) {
                console.note("cannot take costs from " + costsFrom + "; expected: finished trials with the settings of"
                        + " at least two trainings of this study; received: fewer");
                return ExitCode.UNUSABLE;
            }
            costs = fit.get().costs();
            console.note(PlanText.of(fit.get()));
        }
        Plan plan = Plan.of(study, facts, "", EngineVersion.CURRENT, costs, trial -> false);
        console.print(PlanText.of(study, facts, plan, Runtime.getRuntime().availableProcessors()));
        if (executors != null) {
            console.print(PlanText.of(Schedule.simulate(plan, executors)));
        }
        return ExitCode.DONE;
    }

    private Optional<CostFit.Fit> fit(Study study, DatasetFacts facts) throws IOException {
        CostFit fit = new CostFit();
        SweepOutput from = SweepOutput.at(costsFrom).requireTrials("take costs from");
        PublishedTrials.of(from.location(), from.configuration()).forEach(result -> {
            TrialRow trial = result.trial();
            if (trial.finished()) {
                fit.add(trial.settings(), trial.trainSeconds(), trial.evaluationSeconds());
            }
        });
        return fit.fit(study, facts);
    }

    private static DatasetFacts read(Study study) {
        DatasetFacts facts = DatasetReader.read(
                        study.dataset(), new DatasetFiles(() -> new HadoopByteSource(new Configuration())))
                .facts();
        StudyValidator.validate(study, facts);
        return facts;
    }
}
