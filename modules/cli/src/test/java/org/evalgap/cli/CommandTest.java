package org.evalgap.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands as a user does, on a real Spark, with results that are made up in place of trainings. */
abstract class CommandTest {

    static final String STUDY = """
            study {
              name = small
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
              trial.network.kind = simplenet
              grid.training.batch-size = [4, 8]
            }
            """;

    /** Ids of trials in the order in which they were run; tasks run in this process. */
    static final ConcurrentLinkedQueue<String> RUN = new ConcurrentLinkedQueue<>();

    static volatile int failingBatchSize;
    static volatile int guessingBatchSize;

    @TempDir
    Path directory;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    Path conf;
    Path output;

    @BeforeEach
    void writeStudy() throws IOException {
        RUN.clear();
        failingBatchSize = 0;
        guessingBatchSize = 0;
        conf = directory.resolve("small.conf");
        output = directory.resolve("output");
        Files.writeString(conf, STUDY);
        System.setProperty("spark.master", "local[2]");
        System.setProperty(
                "spark.sql.warehouse.dir", directory.resolve("warehouse").toString());
    }

    @AfterEach
    void clearProperties() {
        System.clearProperty("spark.master");
        System.clearProperty("spark.sql.warehouse.dir");
    }

    static List<TrialResult> madeUp(Training training) {
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : training.trials()) {
            RUN.add(trial.id());
            boolean fails = trial.config().training().batchSize() == failingBatchSize;
            SplittableRandom random = new SplittableRandom(trial.replicate());
            Map<String, Object> columns = Map.ofEntries(
                    Map.entry("trialId", trial.id()),
                    Map.entry("cellId", trial.cellId()),
                    Map.entry("cell", trial.cellLabel()),
                    Map.entry("axes", Canonical.json(trial.axes())),
                    Map.entry("replicate", trial.replicate()),
                    Map.entry("network", "simplenet"),
                    Map.entry("batchSize", trial.config().training().batchSize()),
                    Map.entry("batchComposition", "iid"),
                    Map.entry("augmentation", "none"),
                    Map.entry("settings", "{}"),
                    Map.entry("study", "small"),
                    Map.entry("learned", trial.config().training().batchSize() != guessingBatchSize),
                    Map.entry("engineVersion", EngineVersion.CURRENT),
                    Map.entry("status", fails ? "DIVERGED" : "OK"),
                    Map.entry("reason", fails ? "loss is NaN in step 3" : ""));
            TrialRow row = Rows.row(TrialRow.class, columns, random);
            List<EvaluationRow> evaluations = fails
                    ? List.of()
                    : List.of(
                            evaluation(trial, "forgot-eval", 0.75, random), evaluation(trial, "deployed", 0.5, random));
            results.add(Rows.result(row, evaluations));
        }
        return results;
    }

    static EvaluationRow evaluation(Trial trial, String protocol, double accuracy, SplittableRandom random) {
        Map<String, Object> columns = Map.ofEntries(
                Map.entry("trialId", trial.id()),
                Map.entry("cellId", trial.cellId()),
                Map.entry("replicate", trial.replicate()),
                Map.entry("protocol", protocol),
                Map.entry("domain", "all"),
                Map.entry("accuracy", accuracy));
        return Rows.row(EvaluationRow.class, columns, random);
    }

    final int run(TrainingRunner runner, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        RUN.clear();
        return Main.commandLine(study -> runner)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    final int run(String... arguments) {
        return run((training, dataset) -> madeUp(training), arguments);
    }

    final int sweep(String... options) {
        List<String> arguments = new ArrayList<>(List.of("sweep", conf.toString(), "--output", output.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
