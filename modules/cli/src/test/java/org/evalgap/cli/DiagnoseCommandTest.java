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
import org.evalgap.cli.console.ExitCode;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, on a real Spark, with results that are made up in place of trainings. */
class DiagnoseCommandTest {

    private static final String STUDY = """
            study {
              name = small
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
              trial { network.kind = simplenet, training.batch-size = 2, training.weight-decay = 0 }
            }
            """;

    /** Replicates in the order in which they were run; tasks run in this process. */
    private static final ConcurrentLinkedQueue<Integer> RUN = new ConcurrentLinkedQueue<>();

    private static volatile EvaluationConfig evaluation;
    private static volatile int failingReplicate;
    private static volatile boolean stopBeforeSpark;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path conf;
    private Path output;

    @BeforeEach
    void writeStudy() throws IOException {
        failingReplicate = -1;
        stopBeforeSpark = false;
        conf = directory.resolve("small.conf");
        output = directory.resolve("output");
        Files.writeString(conf, STUDY);
        System.setProperty("spark.master", "local[1]");
        System.setProperty(
                "spark.sql.warehouse.dir", directory.resolve("warehouse").toString());
    }

    @AfterEach
    void clearProperties() {
        System.clearProperty("spark.master");
        System.clearProperty("spark.sql.warehouse.dir");
    }

    private static List<TrialResult> madeUp(Training training) {
        Trial trial = training.trials().get(0);
        RUN.add(trial.replicate());
        boolean fails = trial.replicate() == failingReplicate;
        SplittableRandom random = new SplittableRandom(trial.replicate());
        TrialRow row = Rows.row(
                TrialRow.class,
                Map.ofEntries(
                        Map.entry("trialId", trial.id()),
                        Map.entry("cellId", trial.cellId()),
                        Map.entry("cell", trial.cellLabel()),
                        Map.entry("replicate", trial.replicate()),
                        Map.entry("network", "simplenet"),
                        Map.entry("normalization", "batch"),
                        Map.entry("dropout", 0.5),
                        Map.entry("batchSize", 2),
                        Map.entry("batchComposition", "iid"),
                        Map.entry("augmentation", "none"),
                        Map.entry("settings", "{}"),
                        Map.entry("status", fails ? "DIVERGED" : "OK"),
                        Map.entry("reason", fails ? "loss is NaN in step 3" : "")),
                random);
        List<Record> rows = new ArrayList<>();
        rows.add(evaluation("training-log", 0.75, random));
        rows.add(evaluation("deployed", 0.5, random));
        Map.of("statistics", 0.25, "dropout", 0.0, "transform", 0.0, "split", 0.0)
                .forEach((factor, share) -> rows.add(Rows.row(
                        AttributionRow.class,
                        Map.of("factor", factor, "share", share, "firstIn", share, "lastIn", share),
                        random)));
        return List.of(Rows.result(row, fails ? List.of() : rows));
    }

    private static EvaluationRow evaluation(String protocol, double accuracy, SplittableRandom random) {
        return Rows.row(
                EvaluationRow.class,
                Map.of("protocol", protocol, "domain", "all", "accuracy", accuracy, "images", 100),
                random);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        RUN.clear();
        return Main.commandLine(study -> {
                    evaluation = study.evaluation();
                    if (stopBeforeSpark) {
                        throw new IllegalStateException("the study was read");
                    }
                    return (training, dataset) -> madeUp(training);
                })
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int diagnose(String... options) {
        List<String> arguments = new ArrayList<>(List.of("diagnose", conf.toString(), "--output", output.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    private static final String REPORT = """
            Diagnosis of small: 2 replicates
            simplenet, normalization batch, dropout 0.5, batches of 2 (iid), augmentation
            none

            The training log shows 75.0 %, the deployed model gets 50.0 %: 25.0 points less
            (95 % interval 25.0 to 25.0).

                          accuracy  95 % interval  of gap  0 %                      75 %
            training log    75.0 %                         █████████████████████████████
              statistics     -25.0  -25.0 … -25.0   100 %                     ▒▒▒▒▒▒▒▒▒▒
              dropout            –
              transform          –
              split              –
            deployed        50.0 %                         ███████████████████
            Intervals are over 2 replicates.

            Leading cause: inconclusive (something may cost accuracy, but what is not sure).
            Largest share: statistics. Normalizing with running instead of batch statistics
            costs 25.0 points (95 % interval 25.0 to 25.0), 100 % of the gap.

            What the configuration alone makes suspect
            ! training.batch-size: BatchNorm in layer 1 normalizes with the statistics of 2
              images, 2 values per channel. In training no normalized value can exceed √(2 −
              1) = 1.00, in EVAL any can; and noise of so few values stays in the weights,
              which recalibration does not repair. Take larger batches, or GroupNorm.
            ! network.batch-norm-momentum: after 24 steps at momentum 0.1 the running
              statistics are still 8.0 % of what they started from. They started at mean 0
              and variance 1, which no batch had: (1 − momentum) to the power of the updates
              is what is left. Raise the momentum, train longer, or recalibrate.
            ! network.batch-norm-momentum: running means at momentum 0.1 over batches of 2
              values scatter by at least 0.16 standard deviations. They average over so few
              values: √(momentum / ((2 − momentum) · values)), more where the values of an
              image are alike. Lower the momentum, take larger batches, or recalibrate.

            Recommendation
            1. Run more replicates.
            2. Try recalibration, which was not tried: statistics cost 25.0 points (95 %
               interval 25.0 to 25.0). --set
               'evaluation.remedies.recalibration-samples=[all]' does.
            """;

    @Test
    void aDiagnosisTrainsOnceAndPrintsTheReport() {
        failingReplicate = 1;
        assertThat(diagnose()).as(err.toString()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(RUN).containsExactlyInAnyOrder(0, 1);
        assertThat(out.toString())
                .startsWith("Diagnosis of small: 1 of 2 replicates finished\n")
                .contains("\nReplicate 1 failed: DIVERGED, loss is NaN in step 3.\n");
        assertThat(err.toString())
                .startsWith("Study small: 1 cell, 2 trials, 2 of them to run in 2 trainings; output file:" + output)
                .endsWith("""
                        1 trial failed:
                          base, replicate 1: DIVERGED, loss is NaN in step 3
                        """);
        assertThat(output.resolve("attribution")).isDirectory();
        assertThat(evaluation.corners()).isEqualTo(EvaluationConfig.Corners.FACTORIAL);
        assertThat(evaluation.layers().measured()).isTrue();
        assertThat(evaluation.remedies().recalibrationTransforms())
                .containsExactly(TransformSide.TRAIN, TransformSide.EVAL);
        assertThat(evaluation.remedies().recalibrationDropout()).containsExactly(Dropping.ON, Dropping.OFF);
        assertThat(evaluation.remedies().emaDecays()).containsExactly(0.99);
        assertThat(evaluation.remedies().mcDropoutPasses()).isEqualTo(10);

        failingReplicate = -1;
        assertThat(diagnose("--retry-failed")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).containsExactly(1);
        assertThat(out).hasToString(REPORT);

        assertThat(diagnose()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(out).hasToString(REPORT);
    }

    @Test
    void theUserHasTheLastWordOnWhatIsMeasured() throws IOException {
        Files.writeString(
                conf,
                STUDY + "study.evaluation { corners = minimal, layers.measured = false, remedies.ema-decays = [] }\n");
        stopBeforeSpark = true;
        assertThat(diagnose(
                        "--set", "evaluation.remedies.mc-dropout-passes=3", "--set", "grid.training.batch-size=[4]"))
                .isEqualTo(ExitCode.BROKEN);
        assertThat(evaluation.corners()).isEqualTo(EvaluationConfig.Corners.FACTORIAL);
        assertThat(evaluation.layers().measured()).isFalse();
        assertThat(evaluation.remedies().emaDecays()).isEmpty();
        assertThat(evaluation.remedies().mcDropoutPasses()).isEqualTo(3);

        assertThat(diagnose("--set", "evaluation.corners=minimal")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "Cannot use study " + conf + ": 1 problem",
                        "  study.evaluation.corners: expected factorial, which a diagnosis needs, received minimal"));
    }

    @Test
    void aGridOfSeveralCellsIsRefused() {
        assertThat(diagnose(
                        "--set", "grid.training.batch-size=[4, 8]",
                        "--set", "grid.training.composition=[iid, class-sorted]"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "Cannot use study " + conf + ": 1 problem",
                        "  study.grid: expected one cell, as a diagnosis is of one configuration: give each axis one"
                                + " value, such as --set 'grid.training.batch-size=[4]', or run sweep to compare cells,"
                                + " received 4 cells that differ in training.batch-size, training.composition"));
        assertThat(output).doesNotExist();
    }

    @Test
    void allThatIsWrongIsSaidBeforeAnythingStarts() throws IOException {
        Files.writeString(conf, STUDY.replace("replicates = 2", "replicates = 0, sed = 1"));
        assertThat(diagnose()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("Cannot use study " + conf + ": 2 problems\n");
        assertThat(run("diagnose", "absent.conf")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "Cannot use study absent.conf: 1 problem",
                        "  absent.conf: expected a study file, received nothing"));
        Files.writeString(conf, STUDY);
        assertThat(diagnose("--set", "seed=[1")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("Cannot use study " + conf + ": 1 problem\n  settings: expected HOCON, received ");
        Files.writeString(conf, "study {\n  name = = x\n");
        assertThat(diagnose()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("Cannot use study " + conf + ": 1 problem\n  " + conf + ":2: expected HOCON, received ");
        assertThat(output).doesNotExist();
    }

    @Test
    void jsonHasTheFieldsThatTheHelpDescribes() {
        Path json = directory.resolve("diagnosis.json");
        assertThat(diagnose("--json", json.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        Config found = ConfigFactory.parseFile(
                json.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));

        assertThat(found.getString("intervals_over")).isEqualTo("replicates");
        assertThat(out.toString()).contains("Leading cause: " + found.getString("leading_cause") + " (");
        assertThat(found.getDouble("shares.statistics.mean")).isEqualTo(0.25);
        assertThat(found.getStringList("recommendation")).hasSize(2);
        run("diagnose", "--help");
        assertThat(out.toString().lines().map(String::strip))
                .containsAll(found.root().keySet());
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        assertThat(run("diagnose", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("Usage: evalgap diagnose")
                .contains("  jobs/evalgap diagnose conf/diagnose-example.conf\n")
                .contains("Exit codes:\n   0  done\n")
                .contains("  leading_cause\n")
                .contains("  stale-statistics\n");
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }
}
