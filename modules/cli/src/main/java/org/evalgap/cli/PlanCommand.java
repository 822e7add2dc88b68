package org.evalgap.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.experiment.config.Study;
import org.evalgap.experiment.config.StudyValidator;
import org.evalgap.experiment.data.DatasetFacts;
import org.evalgap.experiment.data.DatasetReader;
import org.evalgap.experiment.plan.CostModel;
import org.evalgap.experiment.plan.EngineVersion;
import org.evalgap.experiment.plan.Plan;
import org.evalgap.spark.HadoopByteSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what a sweep would do; needs no Spark. */
@Command(
        name = "plan",
        description = "Check a study and say what a sweep of it would do, without starting Spark.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap plan conf/quickstart.conf --set replicates=5"})
final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private StudyOptions options;

    @Override
    public Integer call() {
        Study study = options.read();
        DatasetFacts facts = study.dataset().facts().orElseGet(() -> read(study));
        Plan plan = Plan.of(study, facts, "", EngineVersion.CURRENT, CostModel.DEFAULT, trial -> false);
        PrintWriter out = command.commandLine().getOut();
        out.print(PlanText.of(study, facts, plan, Runtime.getRuntime().availableProcessors()));
        out.flush();
        return ExitCode.DONE;
    }

    private static DatasetFacts read(Study study) {
        DatasetFacts facts = DatasetReader.read(
                        study.dataset(), new DatasetFiles(() -> new HadoopByteSource(new Configuration())))
                .facts();
        StudyValidator.validate(study, facts);
        return facts;
    }
}
