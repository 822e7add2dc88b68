package org.evalgap.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.storage.LyingStore;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.UnusableOutputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {

    @TempDir
    Path directory;

    private OutputDirectory output;

    @BeforeEach
    void open() throws IOException {
        output = OutputDirectory.at(directory.toString(), new Configuration());
    }

    @Test
    void theSecondRunIsToldOfTheFirst() throws Exception {
        String host = InetAddress.getLocalHost().getHostName();
        long pid = ProcessHandle.current().pid();
        try (OutputLock lock = OutputLock.acquire(output, false)) {
            assertThatThrownBy(() -> OutputLock.acquire(output, false))
                    .isInstanceOf(OutputHeldException.class)
                    .hasMessageMatching("cannot write to file:" + directory
                            + "; expected: no other run; received: run [0-9a-f-]{36}, process " + pid + " on " + host
                            + ", since \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
            lock.requireHeld();
        }
    }

    @Test
    void whatIsReleasedIsFree() throws Exception {
        for (int run = 1; run <= 3; run++) {
            OutputLock lock = OutputLock.acquire(output, false);
            assertThat(names()).containsExactly("0000000" + run + ".json");
            lock.close();
            assertThat(names()).containsExactly("0000000" + run + ".json", "0000000" + run + ".released");
        }
    }

    /** Claims the output and dies with the claim. */
    static final class Claimant {
        public static void main(String[] arguments) throws Exception {
            OutputLock lock = OutputLock.acquire(OutputDirectory.at(arguments[0], new Configuration()), false);
            lock.requireHeld();
            Runtime.getRuntime().halt(137);
        }
    }

    @Test
    void theClaimOfADeadProcessIsTakenOver() throws Exception {
        assertThat(JavaProcess.start(Claimant.class, directory.toString()).waitFor())
                .isEqualTo(137);
        assertThat(names()).containsExactly("00000001.json");
        try (OutputLock lock = OutputLock.acquire(output, false)) {
            assertThat(names()).containsExactly("00000002.json");
            lock.requireHeld();
        }
    }

    @Test
    void aProcessThatCannotBeAskedHoldsUntilItIsTakenOver() throws Exception {
        OutputLock.acquire(output, false);
        Path claim = directory.resolve("lock/00000001.json");
        Files.writeString(claim, Files.readString(claim).replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\""));
        assertThatThrownBy(() -> OutputLock.acquire(output, false))
                .isInstanceOf(OutputHeldException.class)
                .hasMessageContaining(" on elsewhere, since ")
                .hasMessageEndingWith("; if that process has ended, run again with --takeover");
        OutputLock.acquire(output, true).requireHeld();
    }

    @Test
    void whoWasTakenOverIsStopped() throws Exception {
        OutputLock first = OutputLock.acquire(output, false);
        OutputLock second = OutputLock.acquire(output, true);
        assertThatThrownBy(first::requireHeld)
                .isInstanceOf(OutputHeldException.class)
                .hasMessage("cannot go on writing to file:" + directory
                        + "; expected: claim 1 of this run; received: claim 2 of a run that took over");
        first.close();
        second.requireHeld();
        assertThatThrownBy(() -> OutputLock.acquire(output, false)).isInstanceOf(OutputHeldException.class);
    }

    @Test
    void ofManyClaimantsOneHolds() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                List<Callable<OutputLock>> claimants = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    claimants.add(() -> {
                        try {
                            return OutputLock.acquire(output, false);
                        } catch (OutputHeldException e) {
                            return null;
                        }
                    });
                }
                List<OutputLock> locks = new ArrayList<>();
                for (Future<OutputLock> claimant : pool.invokeAll(claimants)) {
                    if (claimant.get() != null) {
                        locks.add(claimant.get());
                    }
                }
                assertThat(locks).hasSize(1);
                locks.get(0).requireHeld();
                locks.get(0).close();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aNumberThatWasClearedAwayIsNotClaimedAgain() throws Exception {
        OutputLock.acquire(output, false).close();
        OutputLock.acquire(output, false).close();
        assertThat(names()).containsExactly("00000002.json", "00000002.released");
        try (OutputLock lock = OutputLock.acquire(output, false)) {
            lock.requireHeld();
            assertThat(names()).containsExactly("00000003.json");
        }
    }

    /** The next number has a digit more, and was once not seen as a claim: the run tried for ever. */
    @Test
    void theLargestNumberOfItsLengthIsNotTheLast() throws Exception {
        OutputLock.acquire(output, false).close();
        Files.move(directory.resolve("lock/00000001.json"), directory.resolve("lock/99999999.json"));
        Files.move(directory.resolve("lock/00000001.released"), directory.resolve("lock/99999999.released"));
        try (OutputLock lock = OutputLock.acquire(output, false)) {
            lock.requireHeld();
            assertThat(names()).containsExactly("100000000.json");
        }
        OutputLock.acquire(output, false).close();
        assertThat(names()).containsExactly("100000001.json", "100000001.released");
    }

    @Test
    void aProcessThatNeverWasHoldsNothing() throws Exception {
        OutputLock.acquire(output, false);
        Path claim = directory.resolve("lock/00000001.json");
        Files.writeString(claim, Files.readString(claim).replaceAll("\"pid\":\\d+", "\"pid\":99999999"));
        OutputLock.acquire(output, false).requireHeld();
    }

    @Test
    void aClaimThatIsNoneIsForAPersonToTakeOver() throws Exception {
        Files.createDirectories(directory.resolve("lock/sub"));
        Files.writeString(directory.resolve("lock/" + "9".repeat(30) + ".json"), "foreign");
        Path claim = directory.resolve("lock/00000007.json");
        for (boolean isDirectory : new boolean[] {false, true}) {
            if (isDirectory) {
                Files.delete(claim);
                Files.createDirectory(claim);
            } else {
                Files.writeString(claim, "{");
            }
            assertThatThrownBy(() -> OutputLock.acquire(output, false))
                    .isInstanceOf(UnusableOutputException.class)
                    .hasMessage("cannot read file:" + claim + "; expected: the claim of a run as JSON; received:"
                            + " something else; run again with --takeover if no other run writes here");
        }
        OutputLock.acquire(output, true).requireHeld();
        assertThat(names()).contains("00000007.json", "00000008.json", "sub");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("lock"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private OutputDirectory lying() throws IOException {
        return OutputDirectory.at("lying:" + directory, LyingStore.configuration());
    }

    /** Of two that claim at one moment, both may be let in, but only one stays, and the other does not let a third in. */
    @Test
    void onAStoreWithoutConditionsTheLaterClaimStands() throws Exception {
        OutputDirectory store = lying();
        LyingStore.gather(2);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<OutputLock> in = new ArrayList<>();
        try {
            Callable<OutputLock> claimant = () -> OutputLock.acquire(store, false);
            for (Future<OutputLock> claimed : pool.invokeAll(List.of(claimant, claimant))) {
                try {
                    in.add(claimed.get());
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(OutputHeldException.class);
                }
            }
        } finally {
            pool.shutdown();
        }
        List<OutputLock> holding = new ArrayList<>();
        for (OutputLock lock : in) {
            try {
                lock.requireHeld();
                holding.add(lock);
            } catch (OutputHeldException e) {
                assertThat(e).hasMessageEndingWith("; received: claim 1 of a run that took over");
                lock.close();
            }
        }
        assertThat(holding).hasSize(1);
        assertThatThrownBy(() -> OutputLock.acquire(store, false)).isInstanceOf(OutputHeldException.class);
    }

    @Test
    void aListingThatLagsTakesNobodysClaimAway() throws Exception {
        OutputDirectory store = lying();
        LyingStore.lag(true);
        try (OutputLock lock = OutputLock.acquire(store, false)) {
            lock.requireHeld();
            assertThatThrownBy(() -> OutputLock.acquire(store, false)).isInstanceOf(OutputHeldException.class);
            LyingStore.lag(false);
            lock.requireHeld();
        }
        OutputLock.acquire(store, false).close();
    }
}
