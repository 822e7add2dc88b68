package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.TableQuery;
import org.evalgap.spark.delta.DeltaTables;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.Page;

class ExportCommandTest extends CommandTest {

    private static final List<String> COMPARED = List.of("trials", "evaluations", "degradation");

    /** MLflow's own client reads what was put there, and Delta Lake's reader the other. */
    @Test
    void othersReadTheNumbersOfTheTables() throws IOException {
        sweep();
        String lake = directory.resolve("lake `of` tables").toString();
        try (MemoryTrackingServer server = new MemoryTrackingServer();
                MlflowClient mlflow = new MlflowClient(server.uri().toString())) {
            assertThat(run(
                            "export",
                            output.toString(),
                            "--mlflow",
                            server.uri() + "/",
                            "--experiment",
                            "a name",
                            "--delta",
                            lake,
                            "--table=trials",
                            "--table=evaluations",
                            "--table=degradation"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.DONE);
            assertThat(err)
                    .hasToString(lines(
                            "MLflow: 4 trials of 2 cells put into experiment a name at " + server.uri(),
                            "Delta: 3 of 3 tables have a new version in " + lake));
            List<Run> runs = runs(mlflow, "a name");
            assertThat(runs).hasSize(6);
            assertThat(server.authorizations).containsExactly("null");
            compare(runs, lake);
        }
    }

    private void compare(List<Run> runs, String lake) throws IOException {
        Map<String, Run> byId =
                runs.stream().collect(Collectors.toMap(run -> tags(run).get("evalgap.id"), run -> run));
        try (SparkSession spark = SparkSettings.start("test", 0, DeltaTables.SETTINGS, warning -> {})) {
            for (String table : COMPARED) {
                List<Row> delta =
                        spark.read().format("delta").load(lake + "/" + table).collectAsList();
                assertThat(delta)
                        .as(table)
                        .isNotEmpty()
                        .isEqualTo(spark.read()
                                .parquet(output.resolve(table).toString())
                                .collectAsList());
                delta.forEach(row -> compare(table, row, byId));
            }
            TableQuery tables = TableQuery.of(output.toString(), SparkSettings.hadoopConfiguration());
            assertThat(new DeltaTables(spark, lake).write(tables, COMPARED)).isEmpty();

            // Tables of other trials are another version.
            Path manifest = output.resolve("tables.json");
            Files.writeString(
                    manifest, Files.readString(manifest).replaceAll("\"source\":\"[^\"]*\"", "\"source\":\"other\""));
            assertThat(new DeltaTables(spark, lake).write(tables, List.of("trials")))
                    .containsExactly("trials");
            assertThat(spark.sql("DESCRIBE HISTORY delta.`" + lake.replace("`", "``") + "/trials`")
                            .collectAsList())
                    .extracting(version -> version.<Long>getAs("version"))
                    .containsExactly(1L, 0L);
        }
    }

    private static void compare(String table, Row row, Map<String, Run> byId) {
        switch (table) {
            case "evaluations" ->
                assertThat(metrics(byId.get(row.<String>getAs("trial_id"))))
                        .containsEntry("accuracy/" + row.getAs("protocol"), row.getAs("accuracy"))
                        .containsEntry("loss/" + row.getAs("protocol"), row.getAs("loss"));
            case "trials" -> {
                Run run = byId.get(row.<String>getAs("trial_id"));
                assertThat(run.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
                assertThat(metrics(run)).containsEntry("train_seconds", row.getAs("train_seconds"));
                assertThat(parameters(run))
                        .containsEntry("replicate", String.valueOf(row.<Integer>getAs("replicate")))
                        .containsKey("training.batch-size");
                assertThat(tags(run))
                        .containsEntry(
                                "mlflow.parentRunId",
                                byId.get(row.<String>getAs("cell_id")).getInfo().getRunId());
            }
            default ->
                assertThat(metrics(byId.get(row.<String>getAs("cell_id"))))
                        .containsEntry("degradation", row.getAs("degradation"))
                        .containsEntry("degradation_lower", row.getAs("degradation_lower"))
                        .containsEntry("eval_mode_accuracy_upper", row.getAs("eval_mode_accuracy_upper"));
        }
    }

    @Test
    void anOutputThatGrewAddsWhatIsNew() throws IOException {
        sweep();
        try (MemoryTrackingServer server = new MemoryTrackingServer();
                MlflowClient mlflow = new MlflowClient(server.uri().toString())) {
            String[] export = {
                "export", output.toString(), "--mlflow", server.uri().toString()
            };
            assertThat(run(export)).isEqualTo(ExitCode.DONE);
            List<Run> runs = runs(mlflow, "evalgap");
            assertThat(run(export)).isEqualTo(ExitCode.DONE);
            assertThat(err)
                    .hasToString(lines("MLflow: 0 trials of 2 cells put into experiment evalgap at " + server.uri()));
            assertThat(runs(mlflow, "evalgap")).isEqualTo(runs);

            Files.writeString(conf, STUDY.replace("replicates = 2", "replicates = 3"));
            sweep();
            assertThat(run(export)).isEqualTo(ExitCode.DONE);
            assertThat(err)
                    .hasToString(lines("MLflow: 2 trials of 2 cells put into experiment evalgap at " + server.uri()));
            List<Run> grown = runs(mlflow, "evalgap");
            assertThat(grown).hasSize(8);
            for (Run run : grown) {
                if (!tags(run).containsKey("mlflow.parentRunId")) {
                    assertThat(mlflow.getMetricHistory(run.getInfo().getRunId(), "replicates"))
                            .extracting(Metric::getStep, Metric::getValue)
                            .containsExactly(tuple(2L, 2.0), tuple(3L, 3.0));
                }
            }
        }
    }

    @Test
    void anExportThatBrokeIsCompleted() throws IOException {
        failingBatchSize = 8;
        sweep();
        try (MemoryTrackingServer server = new MemoryTrackingServer();
                MlflowClient mlflow = new MlflowClient(server.uri().toString())) {
            List<Integer> codes = new ArrayList<>();
            for (int requests : List.of(0, 1, 2, 3, 4, 6, 9, 14, 40)) {
                server.refuseAfter(requests);
                codes.add(run(
                        "export", output.toString(), "--mlflow", server.uri().toString()));
                if (requests == 0) {
                    assertThat(err)
                            .hasToString(lines("cannot use MLflow at " + server.uri()
                                    + "; expected: an answer to experiments/get-by-name?experiment_name=evalgap;"
                                    + " received: 500 INTERNAL_ERROR: the disk of the server is full"));
                }
            }
            server.refuseAfter(Integer.MAX_VALUE);
            assertThat(codes).startsWith(ExitCode.BROKEN, ExitCode.BROKEN).endsWith(ExitCode.DONE);

            List<Run> runs = runs(mlflow, "evalgap");
            Map<String, RunStatus> states = new TreeMap<>();
            runs.forEach(run ->
                    states.merge(run.getInfo().getRunName(), run.getInfo().getStatus(), (a, b) -> RunStatus.KILLED));
            assertThat(states)
                    .isEqualTo(Map.of(
                            "training.batch-size=4", RunStatus.FINISHED,
                            "training.batch-size=4 #0", RunStatus.FINISHED,
                            "training.batch-size=4 #1", RunStatus.FINISHED,
                            "training.batch-size=8", RunStatus.FAILED,
                            "training.batch-size=8 #0", RunStatus.FAILED,
                            "training.batch-size=8 #1", RunStatus.FAILED));
            assertThat(runs.stream().map(run -> tags(run).getOrDefault("evalgap.reason", "")))
                    .contains("loss is NaN in step 3");
            for (Run run : runs) {
                for (String key : metrics(run).keySet()) {
                    assertThat(mlflow.getMetricHistory(run.getInfo().getRunId(), key))
                            .as("%s of %s", key, run.getInfo().getRunName())
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void whatCannotBeUsedIsSaidBeforeAnythingIsDone() throws IOException {
        assertThat(run("export", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot export; expected: --mlflow URI, --delta DIR or both; received: none");
        assertThat(run("export", output.toString(), "--mlflow", "localhost:5000"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --mlflow; expected: the http or https address of a tracking server; received:"
                        + " localhost:5000");
        assertThat(run("export", output.toString(), "--mlflow", "http://127.0.0.1:1"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot export " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        sweep();
        assertThat(run("export", output.toString(), "--mlflow", "http://127.0.0.1:1"))
                .isEqualTo(ExitCode.BROKEN);
        assertThat(err.toString())
                .startsWith(
                        "cannot reach MLflow at http://127.0.0.1:1; expected: an answer to "
                                + "http://127.0.0.1:1/api/2.0/mlflow/experiments/get-by-name?experiment_name=evalgap; received: ")
                .doesNotContain("\tat ");

        assertThat(run("export", output.toString(), "--delta", "lake", "--table", "trails"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --table; expected: one of trials, epochs, ")
                .contains("; received: trails");

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new WithoutDelta(before));
        try {
            Path lake = directory.resolve("lake");
            assertThat(run("export", output.toString(), "--delta", lake.toString()))
                    .isEqualTo(ExitCode.UNUSABLE);
            assertThat(err)
                    .hasToString(lines("cannot write Delta tables; expected: Delta Lake on Spark's class path, as by"
                            + " jobs/evalgap --packages io.delta:delta-spark_…; received: no class"
                            + " io.delta.sql.DeltaSparkSessionExtension"));
            assertThat(lake).doesNotExist();
            Files.write(output.resolve("claims/claims.parquet"), new byte[0]);
            assertThat(run("export", output.toString(), "--delta", lake.toString()))
                    .isEqualTo(ExitCode.UNUSABLE);
            assertThat(err)
                    .hasToString(
                            lines("cannot write Delta tables; expected: tables as they were written; received: others;"
                                    + " jobs/evalgap aggregate makes them anew"));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** As of a user who did not bring Delta Lake. */
    private static final class WithoutDelta extends ClassLoader {
        private WithoutDelta(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.delta.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private static List<Run> runs(MlflowClient mlflow, String experiment) {
        String id = mlflow.getExperimentByName(experiment).orElseThrow().getExperimentId();
        List<Run> runs = new ArrayList<>();
        Page<Run> page = mlflow.searchRuns(List.of(id), "", ViewType.ACTIVE_ONLY, 1);
        while (true) {
            page.getItems().forEach(runs::add);
            if (!page.hasNextPage()) {
                return runs;
            }
            page = page.getNextPage();
        }
    }

    private static Map<String, String> tags(Run run) {
        return run.getData().getTagsList().stream().collect(Collectors.toMap(RunTag::getKey, RunTag::getValue));
    }

    private static Map<String, Double> metrics(Run run) {
        Map<String, Double> metrics = new HashMap<>();
        run.getData().getMetricsList().forEach(metric -> metrics.put(metric.getKey(), metric.getValue()));
        return metrics;
    }

    private static Map<String, String> parameters(Run run) {
        Map<String, String> parameters = new HashMap<>();
        run.getData().getParamsList().forEach(one -> parameters.put(one.getKey(), one.getValue()));
        return parameters;
    }
}
