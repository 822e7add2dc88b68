package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.JavaProcess;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real driver process is killed in the middle of a study, and the same study is run again. */
class DriverKillTest {

    private static final int TRAININGS = 10;
    private static final int FINISHED = 6;
    private static final String HANGS = "this training hangs";

    @TempDir
    Path directory;

    /** A driver whose trainings hang from the seventh on. */
    static final class HangingDriver {
        public static void main(String[] arguments) throws Exception {
            run(Path.of(arguments[0]), (training, dataset) -> {
                if (Integer.parseInt(training.id(), 16) >= FINISHED) {
                    System.out.println(HANGS);
                    hang();
                }
                return train(arguments[0], training);
            });
        }

        private static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void run(Path directory, TrainingRunner runner) throws Exception {
        SparkSession spark = LocalSpark.start(2);
        try (StudyOutput output =
                StudyOutput.claim(directory.resolve("output").toString(), new Configuration(), false)) {
            Set<String> published = output.audit().trials();
            new StudyJob(output, runner).run(spark, Plans.of(TRAININGS, published), Plans.dataset(), progress -> {});
            output.writeTables(() -> spark);
        } finally {
            spark.stop();
        }
    }

    /** Keeps a log of what is trained. */
    private static List<TrialResult> train(String directory, Training training) {
        try {
            for (Trial trial : training.trials()) {
                Files.writeString(
                        Path.of(directory, "trained"),
                        trial.id() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return training.trials().stream().map(trial -> Results.ok(trial.id())).toList();
    }

    @Test
    void nothingFinishedIsLostOrRepeated() throws Exception {
        Process driver = JavaProcess.builder(HangingDriver.class, directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        int hanging = 0;
        try (BufferedReader lines = driver.inputReader()) {
            while (hanging < 2) {
                String line = lines.readLine();
                assertThat(line).as("output of the driver").isNotNull();
                hanging += line.equals(HANGS) ? 1 : 0;
            }
            driver.destroyForcibly();
        }
        assertThat(driver.waitFor()).isEqualTo(128 + 9);
        assertThat(trained()).hasSize(2 * FINISHED);
        assertThat(directory.resolve("output/trials")).doesNotExist();

        String here = directory.toString();
        run(directory, (training, dataset) -> train(here, training));

        assertThat(trained()).hasSize(2 * TRAININGS).doesNotHaveDuplicates();
        try (StudyOutput output =
                StudyOutput.claim(directory.resolve("output").toString(), new Configuration(), false)) {
            assertThat(output.audit().trials()).isEqualTo(new HashSet<>(trained()));
        }
        List<String> left = new ArrayList<>(List.of(
                "records",
                "quarantine",
                "superseded",
                "attempts",
                "lock",
                "degradation",
                "repairability",
                "claims",
                "tables.json"));
        TrialTable.ALL.forEach(table -> left.add(table.name()));
        assertThat(directory.resolve("output").toFile().list()).containsExactlyInAnyOrderElementsOf(left);
    }

    private List<String> trained() throws IOException {
        return Files.readAllLines(directory.resolve("trained"));
    }
}
