package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.spark.Measurements;
import org.evalgap.spark.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The distribution as users have it, through its launcher, in processes of their own, with real trainings. */
@Execution(ExecutionMode.CONCURRENT)
class LauncherIT {

    private static final String STUDY = """
            study {
              name = small
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
              trial { network { kind = cnn, widths = [2] }, training.epochs = 1 }
              grid.training.batch-size = [4, 8]
            }
            """;

    /** Where the study has been run already, on this machine. */
    @TempDir
    static Path done;

    private static Launcher launcher;
    private static Launcher.Launched local;

    @TempDir
    Path directory;

    private String out;
    private String err;

    @BeforeAll
    static void runTheStudy() throws Exception {
        launcher = new Launcher("launcher-it");
        Files.writeString(done.resolve("small study.conf"), STUDY);
        local = launcher.launch(
                done, "--master", "local[2]", "--conf=spark.ui.enabled=false", "sweep", "small study.conf");
    }

    private int launch(String... arguments) throws Exception {
        return launchIn(directory, arguments);
    }

    private int launchIn(Path place, String... arguments) throws Exception {
        Launcher.Launched launched = launcher.launch(place, arguments);
        out = launched.out();
        err = launched.err();
        return launched.exitCode();
    }

    @Test
    void aStudyIsRunOnceFromAnyDirectory() throws Exception {
        assertThat(local.exitCode()).as(local.err()).isEqualTo(ExitCode.DONE);
        assertThat(local.out().lines().takeWhile(line -> !line.isEmpty()).toList())
                .hasSize(8)
                .first()
                .asString()
                .matches("batch-size  n +not learned +training log % +train mode % .*");
        assertThat(local.err().lines().toList())
                .first()
                .asString()
                .startsWith("Study small: 2 cells, 4 trials, 4 of them to run in 4 trainings; output file:");
        assertThat(local.err()).contains("4/4 trials, ").doesNotContain("WARN").doesNotContain("INFO");
        List<String> records = Launcher.names(done.resolve("output/small/records"));
        assertThat(records).hasSize(4);
        assertThat(Files.readString(done.resolve("output/small/records").resolve(records.get(0))))
                .contains("threads 1/1");

        assertThat(launchIn(done, "sweep", "small study.conf")).as(() -> err).isEqualTo(ExitCode.DONE);
        assertThat(err).contains("0 of them to run").doesNotContain("trials, 0 s");
        assertThat(out).isEqualTo(local.out());
    }

    /**
     * Executors start with Spark alone and get everything else, the native libraries among it, from the launcher. The
     * cluster is as safe as the distribution's settings for clusters make it.
     */
    @Test
    void aClusterMeasuresWhatOneMachineMeasures() throws Exception {
        String secret = "for-this-test-alone";
        Path settings = directory.resolve("cluster.conf");
        Files.writeString(
                settings,
                Files.readString(Launcher.DISTRIBUTION.resolve("conf/spark-cluster.conf"))
                        + "\nspark.authenticate.secret " + secret + "\n");
        try (StandaloneCluster cluster =
                StandaloneCluster.startWithSecret(directory.resolve("cluster"), 2, launcher.sparkHome(), secret)) {
            Path study = done.resolve("small study.conf");
            assertThat(launch(
                            "--master",
                            cluster.master(),
                            "--properties-file",
                            settings.toString(),
                            "--conf",
                            "spark.driver.host=127.0.0.1",
                            "--conf",
                            "spark.ui.enabled=false",
                            "--executor-memory",
                            "512m",
                            "sweep",
                            study.toString()))
                    .as(() -> err)
                    .isEqualTo(ExitCode.DONE);
        }
        assertThat(err).contains("4/4 trials, ").doesNotContain("Warning");
        try (Stream<Path> left = Files.walk(directory.resolve("output"))) {
            assertThat(left.filter(Files::isRegularFile).map(LauncherIT::text))
                    .noneMatch(text -> text.contains(secret));
        }
        assertThat(Measurements.published(directory.resolve("output/small").toString()))
                .contains("status=OK")
                .isEqualTo(Measurements.published(done.resolve("output/small").toString()));
    }

    @Test
    void aSweepThatIsToldToEndSaysSoAndGoesOnTheNextTime() throws Exception {
        Files.writeString(
                directory.resolve("long.conf"),
                STUDY.replace("epochs = 1", "epochs = 1000000").replace("[4, 8]", "[4]"));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process sweep = launcher.process(directory, "--master", "local[2]", "sweep", "long.conf")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        Path attempts = directory.resolve("output/small/attempts");
        while (!Files.exists(attempts) || Launcher.names(attempts).size() < 2) {
            assertThat(sweep.isAlive()).as(Files.readString(err)).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        sweep.destroy();
        assertThat(sweep.waitFor()).isEqualTo(128 + 15);
        assertThat(out).isEmptyFile();
        assertThat(Files.readAllLines(err))
                .last()
                .isEqualTo("The sweep was stopped. What is published is kept: run the same command to go on.");
        assertThat(Files.readAllLines(err))
                .allMatch(line -> line.matches("Study small: .*|0/2 trials, .*|The sweep was stopped\\. .*"));
        assertThat(Launcher.names(directory.resolve("output/small/lock")))
                .containsExactly("00000001.json", "00000001.released");
        for (String attempt : Launcher.names(attempts)) {
            assertThat(attempts.resolve(attempt)).content().contains("\"ended\":true");
        }
    }

    @Test
    void aDiagnosisIsPrintedAndItsTrainingsAreKept() throws Exception {
        Files.writeString(
                directory.resolve("one.conf"),
                STUDY.replace("train-per-class = 8", "train-per-class = 32").replace("[4, 8]", "[4]"));
        assertThat(launch("--master", "local[2]", "--conf=spark.ui.enabled=false", "diagnose", "one.conf"))
                .as(() -> err)
                .isEqualTo(ExitCode.DONE);
        assertThat(out)
                .startsWith("""
                        Diagnosis of small: 2 replicates
                        cnn, normalization batch, dropout 0.3, batches of 4 (iid), augmentation none

                        The training log shows \
                        """)
                .containsOnlyOnce("\nWorst layer: ")
                .containsOnlyOnce("\nBatch composition: F = ")
                .containsOnlyOnce("\nremedy, its best variant ")
                .containsOnlyOnce("\nRecommendation\n");
        assertThat(Launcher.names(directory.resolve("output/small-diagnosis/records")))
                .hasSize(2);
        String report = out;

        assertThat(launch("diagnose", "one.conf")).as(() -> err).isEqualTo(ExitCode.DONE);
        assertThat(err).contains("1 cell, 2 trials, 0 of them to run in 0 trainings");
        assertThat(out).isEqualTo(report);
    }

    @Test
    void tablesAnswerQueriesAndOutputsAreCompared() throws Exception {
        String output = done.resolve("output/small").toString();
        assertThat(launch("query", output, "SELECT status, count(*) AS trials FROM trials GROUP BY status"))
                .as(() -> err)
                .isEqualTo(ExitCode.DONE);
        assertThat(out).isEqualTo("status  trials\nOK           4\n");
        assertThat(launch("query", output, "SELECT state FROM trials")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).contains("cannot answer the query; expected: one SELECT over the views trials, epochs, ");
        assertThat(launch("compare", output, output)).as(() -> err).isEqualTo(ExitCode.DONE);
        assertThat(out).contains("2 cells in both; 2 identical bit for bit.");
        assertThat(launch("trend", output, "--output", "trend.html"))
                .as(() -> err)
                .isEqualTo(ExitCode.DONE);
        assertThat(directory.resolve("trend.html")).content().contains("{\"key\":\"run\",\"values\":[\"small\"]");
        assertThat(launch("compare", output, "nowhere")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .isEqualTo("cannot compare nowhere; expected: the output directory of a sweep;"
                        + " received: no such directory\n");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCheckAndAStatusAreForSchedulers() throws Exception {
        // What learned as little as these networks fails a check that is not told to let it pass.
        assertThat(launchIn(done, "check", "output/small", "--max-degradation", "1"))
                .as(() -> err)
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(launchIn(done, "check", "output/small", "--max-degradation", "1", "--allow-not-learned"))
                .as(() -> err)
                .isEqualTo(ExitCode.DONE);
        assertThat(launchIn(done, "status", "output/small")).as(() -> err).isEqualTo(ExitCode.DONE);
        assertThat(out).contains("published: 4 trials: 4 OK\n").endsWith("held by: no run\n");
        assertThat(launchIn(done, "status", "output/none")).isEqualTo(ExitCode.UNUSABLE);
    }

    @Test
    void exitCodesPassThroughTheLauncher() throws Exception {
        Files.writeString(directory.resolve("bad.conf"), STUDY.replace("replicates", "replicate"));
        assertThat(launch("sweep", "bad.conf")).as(() -> err).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).startsWith("Cannot use study bad.conf: 1 problem\n");
        assertThat(launch("plan", "bad.conf")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch("--master")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).isEqualTo("cannot use --master; expected: a value; received: none\n");
        assertThat(launch("--output", "out", "sweep", "bad.conf")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .isEqualTo("cannot use --output before the command; expected: an option of spark-submit, or the command"
                        + " first, as in jobs/evalgap sweep STUDY --output …; received: --output\n");
        assertThat(launch("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out).startsWith("Usage: jobs/evalgap ");
    }

    @Test
    void theDistributionBringsNothingThatSparkBrings() throws IOException {
        Set<String> artifacts = Launcher.names(Launcher.DISTRIBUTION.resolve("lib")).stream()
                .map(name -> name.replaceFirst("-[0-9].*", ""))
                .collect(Collectors.toSet());
        assertThat(artifacts)
                .containsExactlyInAnyOrder(
                        "byteunits",
                        "commons-net",
                        "config",
                        "evalgap-checkup",
                        "evalgap-data",
                        "evalgap-experiment",
                        "evalgap-models",
                        "evalgap-nn",
                        "evalgap-output",
                        "evalgap-report",
                        "evalgap-results",
                        "evalgap-spark",
                        "evalgap-study",
                        "guava",
                        "jackson",
                        "javacpp",
                        "javacpp-platform",
                        "jna",
                        "jna-platform",
                        "jsvg",
                        "mkl",
                        "mkl-platform",
                        "nd4j-api",
                        "nd4j-common",
                        "nd4j-native",
                        "nd4j-native-api",
                        "nd4j-native-platform",
                        "nd4j-native-preset",
                        "nd4j-presets-common",
                        "neoitertools",
                        "openblas",
                        "openblas-platform",
                        "oshi-core",
                        "picocli",
                        "protobuf",
                        "rhino",
                        "threetenbp");
    }
}
