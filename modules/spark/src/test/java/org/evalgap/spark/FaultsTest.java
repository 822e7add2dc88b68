package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.spark.FaultyRunner.Fault;
import org.evalgap.spark.training.SweepLimits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one trial can do to a sweep on one machine, in real processes: it ends as its row, and the others are OK. */
class FaultsTest {

    private static final int REPLICATES = 3;

    private static final FaultStudy STUDY = new FaultStudy(REPLICATES);

    private static List<TrialResult> faultless;

    @TempDir
    Path directory;

    @BeforeAll
    static void runWithoutFaults() {
        faultless = STUDY.faultless();
    }

    private int sweep(SweepLimits limits) throws Exception {
        return Await.end(FaultDriver.local(directory, REPLICATES, limits).start());
    }

    private TrialRow row(String trialId) throws Exception {
        return new Journal(OutputDirectory.at(output().toString(), new Configuration()))
                .read(trialId)
                .trial();
    }

    private Path output() {
        return directory.resolve("output");
    }

    @Test
    void aTrialThatEndsItsProcessIsRunAloneAndThenSetAside() throws Exception {
        String guilty = STUDY.ids().get(0);
        String innocent = STUDY.ids().get(1);
        FaultyRunner.arm(directory, innocent, Fault.HOLD);
        FaultyRunner.arm(directory, guilty, Fault.CRASH, innocent);

        assertThat(sweep(SweepLimits.DEFAULT)).isNotZero();
        assertThat(Await.count(directory, ".log")).as("crash reports").isEqualTo(1);

        Files.delete(directory.resolve(innocent));
        assertThat(sweep(SweepLimits.DEFAULT)).isZero();
        Invariants.check(output(), faultless, Map.of(guilty, "CRASHED"));
        assertThat(row(guilty).reason())
                .matches("its process ended without a word in 2 attempts: process \\d+ on \\S+, executor driver; alone"
                        + " on \\S+ with SIGSEGV \\(0xb\\), in .*; report crashes/" + guilty
                        + "\\.log");
        assertThat(output().resolve("crashes/" + guilty + ".log"))
                .content()
                .contains("A fatal error has been detected by the Java Runtime Environment")
                .contains("\"trial " + guilty + "\"");
        try (Stream<Path> crashes = Files.list(output().resolve("crashes"))) {
            assertThat(crashes).hasSize(1);
        }
    }

    @Test
    void aTrialThatDoesNotGetOnOrDoesNotFitIsItsRow() throws Exception {
        String hanging = STUDY.ids().get(0);
        String spinning = STUDY.ids().get(2);
        FaultyRunner.arm(directory, hanging, Fault.HANG);
        FaultyRunner.arm(directory, spinning, Fault.SPIN);
        String large = STUDY.ids().get(4);
        FaultyRunner.arm(directory, large, Fault.EXHAUST);

        assertThat(sweep(new SweepLimits(Duration.ofSeconds(2), 5, Long.MAX_VALUE, Duration.ofMinutes(30))))
                .isZero();

        Invariants.check(output(), faultless, Map.of(hanging, "TIMEOUT", spinning, "TIMEOUT", large, "OUT_OF_MEMORY"));
        assertThat(row(large).reason()).startsWith("java.lang.OutOfMemoryError: Java heap space at org.evalgap.");
        assertThat(row(hanging).reason()).isEqualTo("no progress for 2s");
        assertThat(row(spinning).reason()).isEqualTo("no progress for 2s");
    }
}
