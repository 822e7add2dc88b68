package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.results.rows.Results;
import org.evalgap.spark.training.TrainingRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trial costs beyond its training: trials that train nothing, from the plan to the published record. */
class OverheadTest {

    @TempDir
    Path directory;

    @Test
    void aTrialCostsLittleMoreThanItsTraining() throws Exception {
        assertThat(millisecondsPerTrial(2_000)).isLessThan(50);
    }

    @Test
    @Tag("scale")
    void aHundredThousandTrialsCostNoMoreEach() throws Exception {
        assertThat(millisecondsPerTrial(100_000)).isLessThan(10);
    }

    /** Processor time of this process for each trial, in milliseconds: other processes do not lengthen it. */
    private double millisecondsPerTrial(int trials) throws Exception {
        AtomicLong highestHeap = new AtomicLong();
        SparkSession spark = LocalSpark.start(2);
        try (StudyOutput output =
                StudyOutput.claim(directory.resolve("output").toString(), new Configuration(), false)) {
            TrainingRunner nothing = (training, dataset) -> training.trials().stream()
                    .map(trial -> Results.ok(trial.id()))
                    .toList();
            long start = processorTime();
            new StudyJob(output, nothing)
                    .run(
                            spark,
                            Plans.of(trials / 2, Set.of()),
                            Plans.dataset(),
                            progress -> highestHeap.accumulateAndGet(usedHeap(), Math::max));
            long published = processorTime();
            assertThat(output.audit().trials()).hasSize(trials);
            long audited = processorTime();
            output.writeTables(() -> spark);
            long end = processorTime();
            System.out.printf(
                    "%d trials: %.2f ms each to publish, %.2f to audit, %.2f for the tables; highest heap %d MB%n",
                    trials,
                    (published - start) / 1e6 / trials,
                    (audited - published) / 1e6 / trials,
                    (end - audited) / 1e6 / trials,
                    highestHeap.get() >> 20);
            return (end - start) / 1e6 / trials;
        } finally {
            spark.stop();
        }
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
