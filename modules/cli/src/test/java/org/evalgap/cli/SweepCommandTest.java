package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Training;
import org.junit.jupiter.api.Test;

class SweepCommandTest extends CommandTest {

    /** Lines below the summary that say what its columns are. */
    private static final int LEGEND = 4;

    @Test
    void aSweepRunsEverythingOnceAndPrintsTheSummary() throws IOException {
        assertThat(sweep()).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4).doesNotHaveDuplicates();
        String summary = """
                batch-size  n  training log %       train mode %        eval mode %           degradation  total gap
                         4  2               –  75.0 [75.0, 75.0]  50.0 [50.0, 50.0]  +25.0 [+25.0, +25.0]          –
                         8  2               –  75.0 [75.0, 75.0]  50.0 [50.0, 50.0]  +25.0 [+25.0, +25.0]          –
                training log: training images as they are trained on. train mode, eval mode: test images with the eval
                transform; degradation = train mode - eval mode. total gap = training log - eval mode.
                Means ± half of the 95 % interval over n replicates, or (its ends) where it would leave 0 to 100 %; of fewer
                than 4 replicates the values [in brackets].
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
        assertThat(out.toString().lines()).hasSize(1 + 3 + LEGEND);
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(out.toString().lines()).hasSize(1 + 2 + LEGEND);
    }

    @Test
    void aStudyHasClaimsOfItsOwn() {
        String claim = "{ id = mine, statement = Worse, contrasts = [{ id = all, metric = degradation, unit = points,"
                + " first = {}, direction = above, matters = 0.1 }] }";
        assertThat(sweep("--set", "claims=[" + claim + "]")).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("mine", "supported").doesNotContain("small-batch");
        assertThat(sweep("--set", "claims=off")).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(out.toString().lines()).hasSize(1 + 2 + LEGEND);
        assertThat(run("query", output.toString(), "SELECT count(*) AS claims FROM claims"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).isEqualTo("claims\n     0\n");
        assertThat(sweep("--set", "claims=[{ id = mine }]")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("cannot use the claims; claims: expected HOCON of claims, received ");
    }

    @Test
    void anotherStudyIsKeptApart() {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(sweep("--set", "name=other", "--set", "seed=5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(RUN).isEmpty();
        assertThat(err.toString())
                .startsWith("cannot sweep study other into file:" + output)
                .contains("study.name (\"small\" there, \"other\" here), study.seed (not set there, 5 here)");
        assertThat(sweep("--set", "name=other", "--set", "seed=5", "--append")).isEqualTo(ExitCode.DONE);
        assertThat(RUN).hasSize(4);
        assertThat(out.toString().lines()).hasSize(1 + 2 + LEGEND);
        assertThat(sweep()).isEqualTo(ExitCode.UNUSABLE);
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
        assertThat(err.toString()).contains("Set aside in this run: records/" + damaged + " was moved to ");
    }

    /** Each of these once ended every further run with a Java exception. */
    @Test
    void whatIsFoundInAnOutputWedgesNothing() throws IOException {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        String summary = out.toString();
        Files.createDirectories(output.resolve("records/sub"));
        Files.createDirectories(output.resolve("attempts/sub"));
        for (String file : List.of("study.conf", "trials/trials.parquet", "status.json")) {
            Files.delete(output.resolve(file));
            Files.createDirectories(output.resolve(file).resolve("deep"));
        }
        Files.writeString(output.resolve("tables.json"), "{\"schemaVersion\":");
        Files.createDirectories(output.resolve(".staging"));
        Files.writeString(output.resolve(".staging/tables.json"), "garbage");
        String trial = names(output.resolve("records")).get(0);
        Files.delete(output.resolve("records").resolve(trial));
        Files.createDirectories(output.resolve("records").resolve(trial).resolve("deep"));
        Files.writeString(output.resolve("attempts").resolve(trial.replace(".json", ".1.json")), "{\"pid\":");

        assertThat(sweep()).as(() -> err.toString()).isEqualTo(ExitCode.DONE);

        assertThat(RUN).containsExactly(trial.replace(".json", ""));
        assertThat(out).hasToString(summary);
        assertThat(err.toString())
                .contains("Damaged: study.conf was moved to file:" + output
                        + "/quarantine/study.conf; expected: a file;" + " received: a directory")
                .contains("Foreign: records/sub; expected: a trial's id and .json; received: another name; left alone")
                .doesNotContain("\tat ");
        assertThat(output.resolve("study.conf")).isRegularFile();
        assertThat(output.resolve("trials/trials.parquet")).isRegularFile();
    }

    @Test
    void whatOnlyAPersonCanMoveIsSaidInOneSentence() throws IOException {
        Files.createDirectories(output);
        Files.writeString(output.resolve("records"), "");
        assertThat(sweep()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot use file:" + output
                        + "; records; expected: a directory; received: a file; move it away"));
        assertThat(RUN).isEmpty();
    }

    /** A table once kept flipped bytes through any number of runs. */
    @Test
    void aTableWithOtherBytesIsMadeAnew() throws IOException {
        sweep();
        Path table = output.resolve("evaluations/evaluations.parquet");
        byte[] whole = Files.readAllBytes(table);
        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;
        Files.write(table, flipped);
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(Files.readAllBytes(table)).isNotEqualTo(flipped);
    }

    /** Hadoop once made tables, study and page that all users of a machine could read, whatever the umask said. */
    @Test
    void whatASweepLeavesIsAsPrivateAsItsProcess() throws Exception {
        ProcessBuilder sweep = SweepProcess.builder(conf, output, directory);
        sweep.command().addAll(0, List.of("bash", "-c", "umask 077; exec \"$@\"", "bash"));
        assertThat(sweep.start().waitFor()).isEqualTo(ExitCode.DONE);
        try (Stream<Path> files = Files.walk(output)) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(20)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .endsWith("------"));
        }
    }

    /** Hadoop takes brackets for patterns, and a colon for a URI. */
    @Test
    void anOutputMayHaveAnyName() throws IOException {
        output = directory.resolve("größe: [1] {a,b} * %41 #2");
        assertThat(sweep()).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(run("verify", output.toString())).as(() -> out + "" + err).isEqualTo(ExitCode.DONE);
        assertThat(run("query", output.toString(), "SELECT count(*) AS n FROM trials"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString("n\n4\n");
    }

    @Test
    void sparkThatDoesNotStartIsSaidInOneSentence() {
        System.setProperty("spark.executor.memory", "much");
        try {
            assertThat(sweep()).isEqualTo(ExitCode.BROKEN);
        } finally {
            System.clearProperty("spark.executor.memory");
        }
        assertThat(err.toString())
                .contains(
                        "cannot start Spark; expected: a master that answers, and settings that Spark takes; received: ")
                .doesNotContain("\tat ");
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
        assertThat(out.toString().lines()).hasSize(1 + 1 + LEGEND);
        assertThat(run("sweep", study, "--trial", "nonsense", "--output", again.toString()))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .isEqualTo(lines("cannot run trial nonsense; expected: the beginning of the id of a trial of the study;"
                        + " received: one of no trial"));
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
}
