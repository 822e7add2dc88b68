package org.evalgap.cli.export;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.spark.TableQuery;
import org.evalgap.spark.delta.DeltaTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts results where those of other tools are. */
@Command(
        name = "export",
        description = {
            "Put results where those of other tools are: as runs of MLflow, or as Delta tables. Only reads the output",
            "directory. What is there already stays as it is: run it again when more trials are published, or when it",
            "was interrupted."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "MLflow: a parent run for each cell, with the numbers of table degradation by the names of its columns, and",
            "in it a run for each trial, with its accuracies, shares of the gap, causes and epochs. Passwords and tokens",
            "are MLflow's: MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.",
            "Delta: DIR/table for each table, with a version for each export of other trials.",
            "",
            "Examples:",
            "  jobs/evalgap export output/quickstart --mlflow http://localhost:5000",
            "  jobs/evalgap --packages io.delta:delta-spark_4.2_2.13:4.4.0 export output/quickstart --delta lake/quickstart"
        })
public final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(names = "--mlflow", paramLabel = "URI", description = "Address of an MLflow tracking server.")
    private String mlflow;

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description = "MLflow's experiment, made if there is none. Default: evalgap.",
            defaultValue = "evalgap",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String experiment;

    @Option(
            names = "--delta",
            paramLabel = "DIR",
            description = "Directory of the Delta tables: a path, or a URI of any file system that Hadoop knows.")
    private String delta;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Only this Delta table; may be given several times. Default: all.")
    private List<String> only = List.of();

    @Override
    public Integer call() throws Exception {
        if (mlflow == null && delta == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "cannot export; expected: --mlflow URI, --delta DIR or both; received: none");
        }
        URI server = mlflow == null ? null : server();
        Console console = Console.of(command);
        SweepOutput sweep = SweepOutput.at(output).requireTrials("export");
        TableQuery tables = null;
        if (delta != null) {
            tables = sweep.requireTables("export");
            requireNames(tables.tables());
            DeltaTables.source(tables);
            DeltaTables.require();
        }
        if (server != null) {
            PublishedStudy study = sweep.published();
            study.damaged().forEach(finding -> console.note("Damaged, left out: " + finding));
            new MlflowExport(new TrackingServer(server, System.getenv()), experiment, console).put(study);
        }
        if (tables != null) {
            try (LazySpark spark = new LazySpark("evalgap export", console, DeltaTables.SETTINGS)) {
                List<String> asked = only.isEmpty() ? tables.tables() : only;
                List<String> written = new DeltaTables(spark.get(), delta).write(tables, asked);
                console.note(
                        "Delta: " + written.size() + " of " + asked.size() + " tables have a new version in " + delta);
            }
        }
        return ExitCode.DONE;
    }

    private void requireNames(List<String> there) {
        for (String name : only) {
            if (!there.contains(name)) {
                throw new ParameterException(
                        command.commandLine(),
                        "cannot use --table; expected: one of " + String.join(", ", there) + "; received: " + name);
            }
        }
    }

    private URI server() {
        try {
            URI uri = new URI(mlflow);
            if (uri.getScheme() != null && Set.of("http", "https").contains(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, with what was expected.
        }
        throw new ParameterException(
                command.commandLine(),
                "cannot use --mlflow; expected: the http or https address of a tracking server; received: " + mlflow);
    }
}
