package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
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
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them, on a real Spark, with results that are made up in place of trainings. */
class CommandsTest {

    private static final String STUDY = """
            study {
              name = small
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
              trial.network.kind = simplenet
              grid.training.batch-size = [4, 8]
            }
            """;

    /** Ids of trials in the order in which they were run; tasks run in this process. */
    private static final ConcurrentLinkedQueue<String> RUN = new ConcurrentLinkedQueue<>();

    private static volatile int failingBatchSize;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path conf;
    private Path output;

    @BeforeEach
    void writeStudy() throws IOException {
        RUN.clear();
        failingBatchSize = 0;
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

    private static List<TrialResult> madeUp(Training training) {
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : training.trials()) {
            RUN.add(trial.id());
            boolean fails = trial.config().training().batchSize() == failingBatchSize;
            SplittableRandom random = new SplittableRandom(trial.replicate());
            Map<String, Object> columns = Map.ofEntries(
                    Map.entry("trialId", trial.id()),
                    Map.entry("cellId", trial.cellId()),
                    Map.entry("cell", trial.cellLabel()),
                    Map.entry("replicate", trial.replicate()),
                    Map.entry("network", "simplenet"),
                    Map.entry("batchSize", trial.config().training().batchSize()),
                    Map.entry("batchComposition", "iid"),
                    Map.entry("augmentation", "none"),
                    Map.entry("settings", "{}"),
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

    private static EvaluationRow evaluation(Trial trial, String protocol, double accuracy, SplittableRandom random) {
        Map<String, Object> columns = Map.ofEntries(
                Map.entry("trialId", trial.id()),
                Map.entry("cellId", trial.cellId()),
                Map.entry("replicate", trial.replicate()),
                Map.entry("protocol", protocol),
                Map.entry("domain", "all"),
                Map.entry("accuracy", accuracy));
        return Rows.row(EvaluationRow.class, columns, random);
    }

    private int run(TrainingRunner runner, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        RUN.clear();
        return Main.commandLine(study -> runner)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int run(String... arguments) {
        return run((training, dataset) -> madeUp(training), arguments);
    }

    private int sweep(String... options) {
        List<String> arguments = new ArrayList<>(List.of("sweep", conf.toString(), "--output", output.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aSweepRunsEverythingOnceAndPrintsTheSummary() throws IOException {
        assertThat(sweep()).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4).doesNotHaveDuplicates();
        String summary = """
                batch-size  n  train mode %  eval mode %  degradation
                         4  2    75.0 ± 0.0   50.0 ± 0.0  +25.0 ± 0.0
                         8  2    75.0 ± 0.0   50.0 ± 0.0  +25.0 ± 0.0
                """;
        assertThat(out).hasToString(summary);
        assertThat(err.toString())
                .startsWith("Study small: 2 cells, 4 trials, 4 of them to run in 4 trainings; output file:" + output)
                .contains("4/4 trials, ");
        assertThat(names(output))
                .contains(
                        "degradation",
                        "epochs",
                        "evaluations",
                        "lock",
                        "records",
                        "study.conf",
                        "tables.json",
                        "trials")
                .noneMatch(name -> name.startsWith("."));

        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(out).hasToString(summary);
        assertThat(err.toString())
                .isEqualTo(lines(
                        "Study small: 2 cells, 4 trials, 0 of them to run in 0 trainings; output file:" + output,
                        "Page: file:" + output + "/report/index.html"));
    }

    @Test
    void anExtendedStudyRunsOnlyWhatIsNew() {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(sweep("--set", "grid.training.batch-size=[4, 8, 16]")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(2);
        assertThat(out.toString().lines()).hasSize(1 + 3);
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(out.toString().lines()).hasSize(1 + 2);
    }

    @Test
    void failedTrialsAreReportedAndRunAgainOnRequest() {
        failingBatchSize = 8;
        assertThat(sweep()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(err.toString())
                .endsWith(lines(
                        "2 trials failed:",
                        "  training.batch-size=8, replicate 0: DIVERGED, loss is NaN in step 3",
                        "  training.batch-size=8, replicate 1: DIVERGED, loss is NaN in step 3"));
        failingBatchSize = 0;
        assertThat(sweep()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(RUN).isEmpty();
        assertThat(sweep("--retry-failed")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(2);
        assertThat(sweep("--retry-failed")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
    }

    @Test
    void aSweepStopsWhenTooManyTrialsFail() {
        failingBatchSize = 4;
        System.setProperty("spark.master", "local[1]");
        String[] sweep = {"sweep", conf.toString(), "--output", output.toString(), "--fail-fast"};
        assertThat(run(new Endless(), sweep)).as(err.toString()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(err.toString())
                .contains("stopped the sweep; expected: at most 0 failed trials; received: ")
                .contains("The sweep was stopped. What is published is kept: run the same command to go on.")
                .contains("failed:" + System.lineSeparator());
        assertThat(output.resolve("tables.json")).exists();
        failingBatchSize = 0;
        assertThat(sweep("--fail-fast", "--retry-failed")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4);
        failingBatchSize = 4;
    }

    /** Trains on until it is told to end, unless the trial fails. */
    private record Endless() implements TrainingRunner {
        @Override
        public List<TrialResult> run(Training training, Dataset dataset) {
            throw new AssertionError("a sweep watches progress");
        }

        @Override
        public List<TrialResult> run(Training training, Dataset dataset, Runnable checkpoint) {
            while (training.training().batchSize() != failingBatchSize) {
                checkpoint.run();
            }
            return madeUp(training);
        }
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        assertThat(sweep("--stall-timeout", "soon")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("expected: a time such as 90s, 30m or 2h; received: soon");
        assertThat(sweep("--max-failures", "-1")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --max-failures; expected: a number of at least 0; received: -1");
        assertThat(sweep("--max-lost-attempts", "0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --max-lost-attempts; expected: a number of at least 1; received: 0");
        assertThat(output).doesNotExist();
    }

    @Test
    void aTrialThatStandsStillIsATimeout() {
        TrainingRunner slow = new Stuck();
        String[] sweep = {"sweep", conf.toString(), "--output", output.toString(), "--stall-timeout", "1s"};
        assertThat(run(slow, sweep)).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(err.toString())
                .endsWith(lines(
                        "2 trials failed:",
                        "  training.batch-size=8, replicate 0: TIMEOUT, no progress for 1s",
                        "  training.batch-size=8, replicate 1: TIMEOUT, no progress for 1s"));
    }

    /** Waits where it should train with a batch of 8. */
    private record Stuck() implements TrainingRunner {
        @Override
        public List<TrialResult> run(Training training, Dataset dataset) {
            try {
                new CountDownLatch(training.training().batchSize() == 8 ? 1 : 0).await();
            } catch (InterruptedException e) {
                throw new TrialRunner.StalledException("no progress for 1s");
            }
            return madeUp(training);
        }
    }

    @Test
    void anOutputThatIsHeldIsNotTouched() throws Exception {
        try (StudyOutput holder = StudyOutput.claim(output.toString(), new Configuration(), false)) {
            assertThat(sweep()).isEqualTo(ExitCode.OUTPUT_HELD);
            assertThat(err.toString())
                    .startsWith("cannot write to file:" + output + "; expected: no other run; received: run ")
                    .contains(", process " + ProcessHandle.current().pid() + " on ");
            assertThat(RUN).isEmpty();
            assertThat(run("aggregate", output.toString())).isEqualTo(ExitCode.OUTPUT_HELD);
            assertThat(holder.audit().trials()).isEmpty();
        }
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatABrokenSweepHasPublishedIsKept() {
        TrainingRunner broken = (training, dataset) -> {
            if (training.training().batchSize() == 8) {
                throw new IllegalStateException("the disk is full");
            }
            return madeUp(training);
        };
        System.setProperty("spark.master", "local[1]");
        assertThat(run(broken, "sweep", conf.toString(), "--output", output.toString()))
                .isEqualTo(ExitCode.BROKEN);
        assertThat(err.toString())
                .contains("The sweep was stopped. What is published is kept: run the same command to go on.")
                .contains("the disk is full");
        int kept = RUN.size();
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4 - kept);
    }

    @Test
    void aDamagedRecordIsSetAsideAndItsTrialRunAgain() throws IOException {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        String damaged = names(output.resolve("records")).get(1);
        Files.writeString(output.resolve("records").resolve(damaged), "{}");
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).containsExactly(damaged.replace(".json", ""));
        assertThat(err.toString())
                .startsWith("Damaged: records/" + damaged + " was moved to file:" + output + "/quarantine/" + damaged
                        + "; expected: a line of JSON and a line with its checksum; received: 2 bytes");
    }

    @Test
    void statusSaysHowAnOutputIs() throws Exception {
        assertThat(run("status", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot say how " + output
                        + " is; expected: the output directory of a sweep; received: a directory without published"
                        + " trials"));
        failingBatchSize = 8;
        assertThat(sweep()).as(() -> err.toString()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(run("status", output.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .matches(Pattern.quote("Output file:" + output
                                + "\n  published: 4 trials: 2 DIVERGED, 2 OK\n"
                                + "  last sweep: study small, 4 of 4 trials done, 2 failed, at ")
                        + "[0-9T:.-]+Z\n  held by: no run\n");
        try (StudyOutput holder = StudyOutput.claim(output.toString(), new Configuration(), false)) {
            assertThat(run("status", holder.location())).isEqualTo(ExitCode.DONE);
        }
        assertThat(out.toString())
                .contains(", process " + ProcessHandle.current().pid() + " on ")
                .endsWith(", which runs\n");
    }

    @Test
    void checkTellsWhetherACellExceedsItsBound() {
        assertThat(run("check", output.toString(), "--max-degradation", "0.2")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot check " + output
                        + "; expected: the output directory of a sweep; received: a directory without tables"));
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(check("0.25")).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("0 of 2 cells exceed 0.25"));
        assertThat(out).hasToString("");
        assertThat(check("0.2")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err).hasToString(lines("2 of 2 cells exceed 0.2"));
        assertThat(out).hasToString("""
                cell                   replicates  degradation  degradation_lower  degradation_upper
                training.batch-size=4           2         0.25               0.25               0.25
                training.batch-size=8           2         0.25               0.25               0.25
                """);
        assertThat(check("0.2", "--confident", "--where", "batch_size > 4 OR false"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err).hasToString(lines("1 of 1 cell exceeds 0.2"));
        assertThat(check("0.2", "--where", "batch_size = 5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot check " + output
                        + "; expected: cells with a degradation; received: 0 cells, none with one"));
        assertThat(check("0.2", "--where", "batchsize = 4")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith(
                        "cannot use --where; expected: a condition on the columns of table degradation; received:\n")
                .contains("batchsize");
        assertThat(check("5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot use --max-degradation; expected: a fraction between -1 and 1; received: 5.0",
                        "Try jobs/evalgap --help"));
    }

    private int check(String bound, String... options) {
        List<String> arguments = new ArrayList<>(List.of("check", output.toString(), "--max-degradation", bound));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aggregateMakesTheTablesAnew() throws IOException {
        sweep();
        String summary = out.toString();
        Files.delete(output.resolve("trials/trials.parquet"));
        assertThat(run("aggregate", output.toString())).isEqualTo(ExitCode.DONE);
        assertThat(output.resolve("trials/trials.parquet")).exists();
        assertThat(out).hasToString(summary);
        assertThat(RUN).isEmpty();
    }

    @Test
    void thePageShowsTheFiguresOfTheTables() throws IOException {
        failingBatchSize = 8;
        sweep();
        Config page = page(output.resolve("report/index.html"));
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<Row> cells = spark.read()
                    .parquet(output.resolve("degradation").toString())
                    .select("cell_id", "degradation", "degradation_upper", "eval_mode_accuracy", "failures")
                    .collectAsList();
            assertThat(page.getStringList("cells.id"))
                    .isEqualTo(cells.stream().map(row -> row.getString(0)).toList());
            assertThat(page.getIntList("cells.failures"))
                    .isEqualTo(cells.stream().map(row -> row.getInt(4)).toList());
            List<List<Object>> degradation = columns(page, "degradation/test");
            List<List<Object>> accuracy = columns(page, "eval-mode/test");
            for (int cell = 0; cell < cells.size(); cell++) {
                Row row = cells.get(cell);
                if (row.isNullAt(1)) {
                    assertThat(degradation.get(0).get(cell)).isNull();
                } else {
                    assertThat(number(degradation.get(0).get(cell))).isEqualTo(row.getDouble(1));
                    assertThat(number(degradation.get(1).get(cell))).isEqualTo(row.getDouble(2) - row.getDouble(1));
                    assertThat(number(accuracy.get(0).get(cell))).isEqualTo(row.getDouble(3));
                }
            }
            List<Row> trials = spark.read()
                    .parquet(output.resolve("trials").toString())
                    .select("trial_id", "status")
                    .collectAsList();
            List<String> statuses = page.getStringList("trials.statuses");
            assertThat(page.getStringList("trials.id"))
                    .containsExactlyInAnyOrderElementsOf(
                            trials.stream().map(row -> row.getString(0)).toList());
            assertThat(page.getIntList("trials.status").stream().map(statuses::get))
                    .containsExactlyInAnyOrderElementsOf(
                            trials.stream().map(row -> row.getString(1)).toList());
        }
    }

    private static Config page(Path file) throws IOException {
        String html = Files.readString(file);
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(start) + start.length();
        return ConfigFactory.parseString(
                html.substring(from, html.indexOf("</script>", from)),
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    @SuppressWarnings("unchecked")
    private static List<List<Object>> columns(Config page, String metric) {
        return (List<List<Object>>) page.getConfig("metrics").root().get(metric).unwrapped();
    }

    private static double number(Object json) {
        return ((Number) json).doubleValue();
    }

    @Test
    void reportMakesThePageAnew() throws IOException {
        sweep();
        Path page = output.resolve("report/index.html");
        String first = Files.readString(page);
        Files.delete(page);
        assertThat(run("report", output.toString())).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("Page: file:" + page));
        assertThat(Files.readString(page).equals(first)).isTrue();
        Path copy = directory.resolve("copy.html");
        assertThat(run("report", output.toString(), "--output", copy.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(copy).equals(first)).isTrue();
    }

    @Test
    void reportWritesChartsAsPictures() throws IOException {
        sweep();
        Path svg = directory.resolve("svg");
        Path png = directory.resolve("png");
        assertThat(run("report", output.toString(), "--svg", svg.toString(), "--png", png.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(err.toString())
                .isEqualTo(lines("Page: file:" + output + "/report/index.html", "Pictures: degradation, calibration"));
        assertThat(names(svg)).containsExactly("calibration.svg", "degradation.svg");
        assertThat(names(png)).containsExactly("calibration.png", "degradation.png");
        assertThat(svg.resolve("degradation.svg")).content().startsWith("<svg width=\"900\"");
        assertThat(ImageIO.read(png.resolve("degradation.png").toFile()).getWidth())
                .isEqualTo(1800);
    }

    @Test
    void reportNeedsAnOutput() {
        assertThat(run("report", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot report " + output
                        + "; expected: the output directory of a sweep; received: a directory without published"
                        + " trials"));
        assertThat(output).doesNotExist();
    }

    @Test
    void oneTrialCanBeRunAgainFromTheStudyThatASweepLeaves() throws IOException {
        sweep();
        List<String> records = names(output.resolve("records"));
        String trial = records.get(2).replace(".json", "");
        String study = output.resolve("study.conf").toString();
        Path again = directory.resolve("again");
        assertThat(run("sweep", study, "--trial", trial, "--output", again.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(RUN).containsExactly(trial);
        assertThat(names(again.resolve("records"))).containsExactly(records.get(2));
        assertThat(out.toString().lines()).hasSize(1 + 1);
        assertThat(run("sweep", study, "--trial", "nonsense", "--output", again.toString()))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .isEqualTo(lines("cannot run trial nonsense; expected: the beginning of the id of a trial of the study;"
                        + " received: one of no trial"));
    }

    @Test
    void aggregateNeedsAnOutput() {
        assertThat(run("aggregate", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot aggregate " + output
                        + "; expected: the output directory of a sweep; received: a directory without published"
                        + " trials"));
        assertThat(output).doesNotExist();
    }

    @Test
    void allThatIsWrongWithAStudyIsSaidBeforeAnythingStarts() throws IOException {
        Files.writeString(conf, STUDY.replace("replicates = 2", "replicates = 0, sed = 1"));
        for (String command : List.of("plan", "sweep")) {
            assertThat(run(command, conf.toString())).isEqualTo(ExitCode.UNUSABLE);
            assertThat(err.toString())
                    .startsWith("Cannot use study " + conf + ": 2 problems\n")
                    .contains("study.replicates: ")
                    .contains("sed");
        }
        assertThat(SparkSession.getDefaultSession().isEmpty()
                        || SparkSession.getDefaultSession().get().sparkContext().isStopped())
                .isTrue();
        assertThat(output).doesNotExist();
    }

    @Test
    void aDataFileThatCannotBeUsedIsSaidBeforeAnythingStarts() throws IOException {
        String missing = directory.resolve("none").toString();
        String dataset = """
                dataset {
                  kind = idx, train-images = "FILE", train-labels = "FILE", test-images = "FILE", test-labels = "FILE"
                  mean = [0.5], standard-deviation = [0.5]
                }
                """.replace("FILE", missing);
        Files.writeString(conf, STUDY.replaceAll("dataset \\{.*}", dataset));
        assertThat(sweep()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString(lines("Cannot read " + missing + ": expected a file, received no such file"));
        assertThat(output).doesNotExist();
    }

    @Test
    void unusableCommandLines() {
        assertThat(run()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString(lines("Missing required subcommand", "Try jobs/evalgap --help"));
        assertThat(run("sweep")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString(lines("Missing required parameter: 'CONF'", "Try jobs/evalgap --help"));
        assertThat(run("sweep", conf.toString(), "--retry")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("Unknown option: '--retry'").contains("--retry-failed");
        assertThat(run("plan", conf.toString(), "--set", "seed")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot use --set; expected: KEY=VALUE; received: seed", "Try jobs/evalgap --help"));
    }

    @Test
    void planSaysWhatASweepWouldDo() {
        assertThat(run("plan", conf.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("""
                        Study small
                          training.batch-size: 4, 8
                          2 cells x 2 replicates = 4 trials
                        Dataset synthetic
                          16 training and 8 test images of 8x8x1, 2 classes
                        To run
                          4 trainings, which evaluate 4 trials
                          predicted 0 s on one core, 0 s on the \
                        """)
                .matches("(?s).*\n  at most [0-9.]+ MB of native memory for each training at a time\n");
        assertThat(err).hasToString("");
    }

    @Test
    void planTakesCostsFromFinishedTrials() {
        assertThat(run("plan", conf.toString(), "--costs-from", output.toString()))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot take costs from " + output + "; expected: finished trials with the settings"
                        + " of at least two trainings of this study; received: fewer"));
        assertThat(run("plan", conf.toString(), "--simulate-executors", "3")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .matches("(?s).*\nOn 3 executors of one core\n  predicted 0 s, in which [0-9.]+ % of their time is"
                        + " training; no schedule takes less than 0 s\n");
        assertThat(run("plan", conf.toString(), "--simulate-executors", "0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot use --simulate-executors; expected: a number of at least 1; received: 0",
                        "Try jobs/evalgap --help"));
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("Usage: jobs/evalgap [SPARK OPTIONS] COMMAND [ARGUMENTS]\n")
                .contains("  jobs/evalgap sweep conf/quickstart.conf\n")
                .contains("  64  the command line, the study, a data file or an output cannot be used\n");
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("evalgap 0.1.0, Java ");
        for (String command : List.of("plan", "sweep", "aggregate", "report", "status", "check")) {
            assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("Usage: evalgap " + command);
        }
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
