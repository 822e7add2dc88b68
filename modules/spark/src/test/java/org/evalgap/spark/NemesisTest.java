package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evalgap.spark.training.SweepLimits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many random faults strike one sweep on a cluster: its executors and its driver are killed, stopped and continued, its
 * records damaged. Afterwards the same command is run once more, and everything is as if nothing had happened.
 *
 * <p>What strikes next, and after how many published trials, follows from a seed; {@code -Dnemesis.seed=...} gives it,
 * {@code -Dnemesis.faults=...} how many strike.
 */
@Tag("faults")
class NemesisTest {

    private static final int REPLICATES = 150;
    private static final int MOST_PUBLICATIONS_BETWEEN = 3;
    private static final SweepLimits LIMITS =
            new SweepLimits(Duration.ofMinutes(30), 1000, Long.MAX_VALUE, Duration.ofMinutes(30));

    @TempDir
    Path directory;

    private final long seed = Long.getLong("nemesis.seed", 20261123);
    private final int faults = Integer.getInteger("nemesis.faults", 200);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Map<String, Integer> struck = new TreeMap<>();
    private Process driver;

    @Test
    void aSweepBearsWhateverHappens() throws Exception {
        System.out.println("Nemesis: " + faults + " faults of seed " + seed + "; replay with -Dnemesis.seed=" + seed);
        FaultStudy study = new FaultStudy(REPLICATES);
        start();
        try {
            for (int fault = 0; fault < faults; fault++) {
                if (driver.isAlive()) {
                    awaitProgress();
                }
                strike();
            }
            System.out.println("Nemesis: struck " + struck);
            Await.end(driver);
            start();
            assertThat(Await.end(driver)).isZero();
        } finally {
            kill(driver.toHandle());
        }
        Invariants.check(directory.resolve("output"), study.faultless(), Map.of());
        assertThat(struck.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(faults);
    }

    private void start() throws IOException {
        Map<String, String> settings = Map.of(
                "spark.shuffle.io.connectionTimeout", "1s",
                "spark.shuffle.io.maxRetries", "0");
        driver = FaultDriver.cluster(directory, REPLICATES, LIMITS, 2, 1, settings)
                .start();
    }

    /** Faults come by what was achieved, not by a clock. */
    private void awaitProgress() throws Exception {
        int more = 1 + random.nextInt(MOST_PUBLICATIONS_BETWEEN);
        long before = records().size();
        Await.until(
                () -> more + " trials beyond " + before, () -> records().size() >= before + more || !driver.isAlive());
    }

    private void strike() throws Exception {
        int dice = random.nextInt(100);
        if (!driver.isAlive()) {
            // Damage makes work, and there is nobody to kill.
            damage();
            if (dice < 10) {
                start();
            }
        } else if (dice < 40) {
            killExecutor();
        } else if (dice < 60) {
            stopExecutor();
        } else if (dice < 92) {
            damage();
        } else {
            count("driver killed");
            // Its executors live on for a while, as those of a driver that is gone do.
            signal("KILL", driver.pid());
            Await.end(driver);
            start();
        }
    }

    private void count(String fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    private void killExecutor() throws Exception {
        count("executor killed");
        signal("KILL", anExecutor());
    }

    /** Stops an executor until another one, or itself before the signal arrived, has published something. */
    private void stopExecutor() throws Exception {
        count("executor stopped");
        long executor = anExecutor();
        signal("STOP", executor);
        try {
            awaitProgress();
        } finally {
            signal("CONT", executor);
        }
    }

    /** The process of some executor of the driver, once there is one; of nothing if the driver ends before. */
    private long anExecutor() throws Exception {
        Await.until(() -> "an executor", () -> driver.children().findAny().isPresent() || !driver.isAlive());
        List<Long> executors =
                driver.children().map(ProcessHandle::pid).sorted().toList();
        return executors.isEmpty() ? -1 : executors.get(random.nextInt(executors.size()));
    }

    /** The process may have ended on its own meanwhile. */
    private static void signal(String name, long pid) throws Exception {
        if (pid > 0) {
            Await.end(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
    }

    private static void kill(ProcessHandle process) {
        Stream.concat(Stream.of(process), process.descendants()).toList().forEach(ProcessHandle::destroyForcibly);
    }

    /** Cuts a published record short, or changes a bit of it. */
    private void damage() throws IOException {
        count("record damaged");
        List<Path> records = records();
        if (records.isEmpty()) {
            return;
        }
        Path record = records.get(random.nextInt(records.size()));
        try {
            byte[] content = Files.readAllBytes(record);
            if (content.length > 0 && random.nextBoolean()) {
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                content = Arrays.copyOf(content, content.length * random.nextInt(100) / 100);
            }
            Files.write(record, content, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (NoSuchFileException e) {
            // Set aside meanwhile: the fault came to nothing, as faults may.
            return;
        }
    }

    private List<Path> records() throws IOException {
        Path records = directory.resolve("output/records");
        if (!Files.isDirectory(records)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(records)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
