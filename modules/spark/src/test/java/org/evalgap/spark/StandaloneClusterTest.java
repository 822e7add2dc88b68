package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainings on a real cluster, one of whose executors is killed in the middle of a training. */
class StandaloneClusterTest {

    private static final int STEPS_BEFORE_DEATH = 3;

    @TempDir
    Path directory;

    /**
     * Trains as a sweep does, but the first training that comes to its fourth step says which process it is in and goes
     * no further.
     *
     * @param directory for what it says
     */
    private record HangsOnce(String study, EvaluationConfig evaluation, String directory) implements TrainingRunner {

        @Override
        public List<TrialResult> run(Training training, Dataset dataset) {
            int[] steps = {0};
            return new TrialRunner(study, dataset, evaluation, () -> {
                        if (++steps[0] == STEPS_BEFORE_DEATH + 1) {
                            hangOnce();
                        }
                    })
                    .run(training);
        }

        private void hangOnce() {
            try {
                Path said = Files.createFile(Path.of(directory, "hangs"));
                Path process = Files.writeString(
                        said.resolveSibling("process"),
                        Long.toString(ProcessHandle.current().pid()));
                Files.move(process, said.resolveSibling("process.hanging"));
                new CountDownLatch(1).await();
            } catch (FileAlreadyExistsException e) {
                // Another training hangs, or hung, already.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void anExecutorKilledWhileItTrainsChangesNothing() throws Exception {
        Study study = StudyReader.parse("cluster", """
                study {
                  name = cluster, replicates = 2
                  dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
                  trial { network { kind = cnn, widths = [2] }, training.epochs = 1 }
                  grid.training.batch-size = [2, 4]
                }
                """);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        List<TrialResult> expected = new ArrayList<>();
        for (Training training : plan.trainings()) {
            expected.addAll(new StudyRunner(study.name(), study.evaluation()).run(training, dataset));
        }
        assertThat(expected).hasSize(4);

        Path marks = Files.createDirectory(directory.resolve("marks"));
        String location = directory.resolve("output").toString();
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"), 2);
                WatchService watch = FileSystems.getDefault().newWatchService()) {
            marks.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            FutureTask<Long> killing = new FutureTask<>(() -> kill(watch, marks, cluster));
            new Thread(killing, "killer").start();
            SparkSession spark = start(cluster.settings());
            try (StudyOutput output = StudyOutput.claim(location, new Configuration(), false)) {
                RunMetrics metrics = new StudyJob(
                                output, new HangsOnce(study.name(), study.evaluation(), marks.toString()))
                        .run(spark, plan, dataset, progress -> {});
                assertThat(metrics.trials()).isEqualTo(4);
                assertThat(metrics.executors())
                        .allMatch(executor -> executor.name().matches("[012] on 127[.]0[.]0[.]1"));
                assertThat(metrics.executors().stream()
                                .mapToLong(RunMetrics.Executor::trainings)
                                .sum())
                        .isEqualTo(4);
                assertThat(output.audit().trials()).hasSize(4);
            } finally {
                spark.stop();
            }
            assertThat(killing.get()).isPositive();
        }
        assertThat(Measurements.published(location)).isEqualTo(Measurements.of(expected));
    }

    private static SparkSession start(Map<String, String> settings) {
        settings.forEach(System::setProperty);
        try {
            return SparkSettings.start("cluster", 0, warning -> {
                throw new AssertionError(warning);
            });
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    /** Kills the executor that hangs, once it does. */
    private static long kill(WatchService watch, Path marks, StandaloneCluster cluster) throws Exception {
        Path mark = marks.resolve("process.hanging");
        while (!Files.exists(mark)) {
            watch.take().reset();
        }
        long pid = Long.parseLong(Files.readString(mark));
        ProcessHandle executor = cluster.executors().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .orElseThrow();
        executor.destroyForcibly();
        return pid;
    }
}
