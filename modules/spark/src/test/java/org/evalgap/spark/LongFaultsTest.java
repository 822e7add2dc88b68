package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.FaultyRunner.Fault;
import org.evalgap.spark.training.SweepLimits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to a sweep, to its executors and to its disk, in real processes. */
@Tag("faults")
class LongFaultsTest {

    private static final int REPLICATES = 4;

    private static final FaultStudy STUDY = new FaultStudy(REPLICATES);

    private static List<TrialResult> faultless;

    @TempDir
    Path directory;

    @BeforeAll
    static void runWithoutFaults() {
        faultless = STUDY.faultless();
    }

    private Path output() {
        return directory.resolve("output");
    }

    private ProcessBuilder local() throws IOException {
        return FaultDriver.local(directory, REPLICATES, SweepLimits.DEFAULT);
    }

    private ProcessBuilder cluster(int workers, int cores, SweepLimits limits) throws IOException {
        return FaultDriver.cluster(directory, REPLICATES, limits, workers, cores, Map.of());
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(Await.end(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start()))
                .isZero();
    }

    /** The process that holds a trial, once one does. */
    private long held(Process driver, String trialId) throws Exception {
        Path held = FaultyRunner.held(directory.resolve(trialId));
        awaitFile(driver, held);
        return Long.parseLong(Files.readString(held));
    }

    private static void awaitFile(Process driver, Path file) throws Exception {
        Await.until(file::toString, () -> Files.exists(file) || !driver.isAlive());
        assertThat(file).exists();
    }

    private void release(String trialId) throws IOException {
        Files.delete(directory.resolve(trialId));
    }

    private String reason(String trialId) throws Exception {
        return new Journal(OutputDirectory.at(output().toString(), new Configuration()))
                .read(trialId)
                .trial()
                .reason();
    }

    private Map<String, String> records() throws IOException {
        Map<String, String> records = new HashMap<>();
        try (Stream<Path> files = Files.list(output().resolve("records"))) {
            for (Path file : files.toList()) {
                records.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return records;
    }

    @Test
    void anExecutorThatIsKilledChangesNothing() throws Exception {
        String trial = STUDY.ids().get(1);
        FaultyRunner.arm(directory, trial, Fault.HOLD);
        Process driver = cluster(2, 1, SweepLimits.DEFAULT).start();
        long executor = held(driver, trial);
        assertThat(executor).isNotEqualTo(driver.pid());
        signal("KILL", executor);
        awaitFile(driver, output().resolve("attempts/" + trial + ".2.json"));
        release(trial);
        assertThat(Await.end(driver)).isZero();
        Invariants.check(output(), faultless, Map.of());
    }

    @Test
    void anExecutorThatStandsStillIsReplacedAndMayComeBack() throws Exception {
        String trial = STUDY.ids().get(1);
        FaultyRunner.arm(directory, trial, Fault.HOLD);
        Process driver = FaultDriver.cluster(
                        directory,
                        REPLICATES,
                        SweepLimits.DEFAULT,
                        2,
                        1,
                        Map.of(
                                "spark.executor.heartbeatInterval",
                                "500ms",
                                "spark.network.timeoutInterval",
                                "1s",
                                "spark.network.timeout",
                                "4s"))
                .start();
        long executor = held(driver, trial);
        signal("STOP", executor);
        release(trial);
        awaitFile(driver, output().resolve("records/" + trial + ".json"));
        // It lives, so nobody could blame the trial: the second attempt was made beside others.
        signal("CONT", executor);
        assertThat(Await.end(driver)).isZero();
        Invariants.check(output(), faultless, Map.of());
    }

    @Test
    void aDriverThatIsKilledGoesOnWhereItWas() throws Exception {
        String trial = STUDY.ids().get(5);
        FaultyRunner.arm(directory, trial, Fault.HOLD);
        Process driver = local().start();
        assertThat(held(driver, trial)).isEqualTo(driver.pid());
        Await.until(
                () -> "published trials", () -> records().size() == STUDY.ids().size() - 1);

        Path refusal = directory.resolve("refusal");
        assertThat(Await.end(local().redirectOutput(refusal.toFile()).start())).isEqualTo(FaultDriver.OUTPUT_HELD);
        assertThat(refusal)
                .content()
                .contains("expected: no other run; received: run ")
                .contains(", process " + driver.pid() + " on ");

        signal("KILL", driver.pid());
        Await.end(driver);
        Map<String, String> before = records();
        release(trial);
        assertThat(Await.end(local().start())).isZero();
        assertThat(records()).containsAllEntriesOf(before).hasSize(before.size() + 1);
        Invariants.check(output(), faultless, Map.of());

        // What is there stays, whatever clocks say.
        before = records();
        try (Stream<Path> files = Files.walk(output())) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofDays(3650))));
            }
        }
        ProcessBuilder elsewhere = local();
        elsewhere.command().add(1, "-Duser.timezone=Pacific/Apia");
        assertThat(Await.end(elsewhere.start())).isZero();
        assertThat(records()).isEqualTo(before);
        Invariants.check(output(), faultless, Map.of());
    }

    @Test
    void damagedRecordsAreMadeAnew() throws Exception {
        assertThat(Await.end(local().start())).isZero();
        Path truncated = record(0);
        byte[] content = Files.readAllBytes(truncated);
        Files.write(truncated, Arrays.copyOf(content, content.length - 1));
        Path flipped = record(1);
        content = Files.readAllBytes(flipped);
        content[content.length / 3] ^= 4;
        Files.write(flipped, content);
        Path empty = record(2);
        Files.write(empty, new byte[0]);

        assertThat(Await.end(local().start())).isZero();

        Invariants.check(output(), faultless, Map.of());
        assertThat(Await.count(output().resolve("quarantine"), ".json")).isEqualTo(3);
    }

    private Path record(int trial) {
        return output().resolve("records/" + STUDY.ids().get(trial) + ".json");
    }

    @Test
    void whatEndsExecutorsIsSetAsideAndWhatRanBesideItIsNot() throws Exception {
        List<String> ids = STUDY.ids();
        String innocent = ids.get(0);
        String crashing = ids.get(1);
        String killed = ids.get(4);
        FaultyRunner.arm(directory, innocent, Fault.HOLD);
        FaultyRunner.arm(directory, crashing, Fault.CRASH, innocent);
        FaultyRunner.arm(directory, killed, Fault.KILL);

        Process driver = cluster(1, 2, SweepLimits.DEFAULT).start();
        awaitFile(driver, output().resolve("attempts/" + innocent + ".2.json"));
        release(innocent);

        assertThat(Await.end(driver)).isZero();
        Invariants.check(output(), faultless, Map.of(crashing, "CRASHED", killed, "CRASHED"));
        assertThat(reason(crashing))
                .startsWith("its process ended without a word in ")
                .contains("; alone on ")
                .contains(" with SIGSEGV (0xb), in ")
                .endsWith("; report crashes/" + crashing + ".log");
        assertThat(reason(killed)).endsWith(" with exit code 137 (signal 9)");
    }

    @Test
    void anExecutorWhoseTrialHangsIsReplaced() throws Exception {
        String hanging = STUDY.ids().get(0);
        String innocent = STUDY.ids().get(1);
        FaultyRunner.arm(directory, hanging, Fault.HANG);
        FaultyRunner.arm(directory, innocent, Fault.SPIN);

        assertThat(Await.end(
                        cluster(1, 2, new SweepLimits(Duration.ofSeconds(3), 5, Long.MAX_VALUE, Duration.ofMinutes(30)))
                                .start()))
                .isZero();

        Invariants.check(output(), faultless, Map.of(hanging, "TIMEOUT", innocent, "TIMEOUT"));
        assertThat(reason(hanging)).isEqualTo("no progress for 3s");
    }

    @Test
    void aTrialThatIsLostTooOftenIsSetAside() throws Exception {
        String trial = STUDY.ids().get(0);
        SweepLimits limits = new SweepLimits(Duration.ofMinutes(30), 2, Long.MAX_VALUE, Duration.ofMinutes(30));
        FaultyRunner.arm(directory, trial, Fault.HOLD);
        Process driver = cluster(1, 1, limits).start();
        Path held = FaultyRunner.held(directory.resolve(trial));
        signal("KILL", held(driver, trial));
        Files.delete(held);
        // The second time it is alone, and its process ends with the executor: a machine that is taken away.
        long alone = held(driver, trial);
        signal(
                "KILL",
                ProcessHandle.of(alone).orElseThrow().parent().orElseThrow().pid());

        assertThat(Await.end(driver)).isZero();
        Invariants.check(output(), faultless, Map.of(trial, "CRASHED"));
        assertThat(reason(trial)).startsWith("its process ended without a word in 2 attempts: process ");
    }

    @Test
    void aFullDiskLosesNothing() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=60k", "tmpfs", disk.toString()), "mount is permitted");
        try {
            Path log = directory.resolve("log");
            assertThat(Await.end(onDisk(disk).redirectOutput(log.toFile()).start()))
                    .isNotZero();
            assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("No space left on device");
            Journal journal =
                    new Journal(OutputDirectory.at(disk.resolve("output").toString(), new Configuration()));
            assertThat(journal.ids()).isNotEmpty().hasSizeLessThan(STUDY.ids().size());
            for (String id : journal.ids()) {
                assertThat(journal.read(id).trial().finished()).isTrue();
            }
            assertThat(mount("-o", "remount,size=64m", disk.toString())).isTrue();
            assertThat(Await.end(onDisk(disk).start())).isZero();
            Invariants.check(disk.resolve("output"), faultless, Map.of());
        } finally {
            assertThat(Await.end(new ProcessBuilder("umount", disk.toString()).start()))
                    .isZero();
        }
    }

    private ProcessBuilder onDisk(Path disk) throws IOException {
        ProcessBuilder driver = local();
        driver.command().add(1, "-Doutput=" + disk.resolve("output"));
        return driver;
    }

    private static boolean mount(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("mount"), Stream.of(arguments)).toList();
        try {
            return Await.end(new ProcessBuilder(command).start()) == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }
}
