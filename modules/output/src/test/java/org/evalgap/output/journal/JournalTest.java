package org.evalgap.output.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.JavaProcess;
import org.evalgap.output.storage.LyingStore;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = journal(directory.toString());
        journal.open();
    }

    private static Journal journal(String directory) throws IOException {
        return new Journal(OutputDirectory.at(directory, new Configuration()));
    }

    @Test
    void aTrialIsPublishedOnce() throws IOException {
        TrialResult first = Results.of(Results.id(1), "OK");
        assertThat(journal.contains(Results.id(1))).isFalse();
        assertThat(journal.publish(first)).isTrue();
        assertThat(journal.publish(Results.of(Results.id(1), "FAILED"))).isFalse();
        assertThat(journal.contains(Results.id(1))).isTrue();
        assertThat(journal.read(Results.id(1))).isEqualTo(first);
        assertThat(names("records")).containsExactly(Results.id(1) + ".json");
    }

    /** What cannot be read now may be whole: it is no reason to run a trial again. */
    @Test
    void aRecordOfADyingDiskStaysWhereItIs() throws IOException {
        Configuration configuration = LyingStore.configuration();
        Journal store = new Journal(OutputDirectory.at("lying:" + directory, configuration));
        store.publish(Results.ok(Results.id(1)));
        store.publish(Results.ok(Results.id(2)));
        String file = Results.id(2) + ".json";
        LyingStore.breakReadsOf(file);
        assertThatThrownBy(store::audit)
                .isInstanceOf(UnusableOutputException.class)
                .hasMessage("cannot use lying:" + directory + "; records/" + file
                        + "; expected: a file that can be read; received: java.io.IOException: Input/output error");
        assertThatThrownBy(() -> store.readUndamaged(Results.id(2))).hasMessage("Input/output error");
        LyingStore.breakReadsOf("");
        assertThat(store.audit().entries()).hasSize(2);
        assertThat(names("quarantine")).isEmpty();
    }

    @Test
    void ofManyThreadsOnePublishes() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int trial = 0; trial < 50; trial++) {
                String id = Results.id(trial);
                CountDownLatch start = new CountDownLatch(threads);
                List<Callable<Boolean>> writers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    writers.add(() -> {
                        start.countDown();
                        start.await();
                        return journal.publish(Results.ok(id));
                    });
                }
                int won = 0;
                for (Future<Boolean> writer : pool.invokeAll(writers)) {
                    won += writer.get() ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(journal.audit().entries()).hasSize(50);
        assertThat(names("records")).hasSize(50);
    }

    @Test
    void ofTwoProcessesEachTrialIsPublishedByOne() throws Exception {
        Process other = JavaProcess.start(Publisher.class, directory.toString(), "400");
        int here = Publisher.publish(directory.toString(), 400);
        assertThat(other.waitFor()).isZero();
        int there = Integer.parseInt(Files.readString(directory.resolve("published-" + other.pid())));
        assertThat(here + there).isEqualTo(400);
        assertThat(journal.audit().entries()).hasSize(400);
        assertThat(names("records")).hasSize(400);
    }

    /** Publishes trials that another process publishes at the same time. */
    static final class Publisher {

        private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

        public static void main(String[] arguments) throws IOException {
            int published = publish(arguments[0], Integer.parseInt(arguments[1]));
            Files.writeString(
                    Path.of(arguments[0], "published-" + ProcessHandle.current().pid()), Integer.toString(published));
        }

        static int publish(String directory, int trials) throws IOException {
            // Both wait for each other, so that they run at the same time.
            Path meeting = Path.of(directory, "meeting");
            Files.createDirectories(meeting);
            Files.createFile(
                    meeting.resolve(Long.toString(ProcessHandle.current().pid())));
            while (meeting.toFile().list().length < 2) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            int published = 0;
            for (int trial = 0; trial < trials; trial++) {
                published += journal(directory).publish(Results.ok(Results.id(trial))) ? 1 : 0;
            }
            return published;
        }
    }

    @Test
    void aSecondResultThatAgreesIsForgotten() throws IOException {
        TrialResult result = Results.ok(Results.id(1));
        journal.publish(result);
        assertThat(journal.publish(result)).isFalse();
        TrialResult elsewhere = with(result, Map.of("host", "elsewhere", "train_seconds", 99.0));
        assertThat(journal.confirm(elsewhere)).isEqualTo(result);
        assertThat(journal.disagreements()).isEmpty();
        assertThat(directory.resolve("disagreements")).doesNotExist();
    }

    @Test
    void aSecondResultThatDisagreesIsKept() throws Exception {
        TrialResult result = Results.ok(Results.id(1));
        journal.publish(result);
        double loss = 0.25;
        TrialResult later = with(result, Map.of("train_loss", Math.nextUp(loss)));
        TrialResult first = with(result, Map.of("train_loss", loss));
        journal.withdraw(Set.of(Results.id(1)));
        journal.publish(first);

        assertThat(Agreement.differences(first, later))
                .containsExactly("trials.train_loss, row 0: 0.25, 0.25000000000000006");
        assertThat(journal.confirm(later)).isEqualTo(first);
        assertThat(journal.disagreements()).containsExactly(Results.id(1));
        assertThat(TrialRecord.decode(
                        Files.readAllBytes(directory.resolve("disagreements/" + Results.id(1) + ".json"))))
                .isEqualTo(later);
        assertThat(journal.read(Results.id(1))).isEqualTo(first);
    }

    @Test
    void resultsOfDifferentMachinesOrEndsAreNotCompared() {
        TrialResult result = with(Results.ok(Results.id(1)), Map.of("train_loss", 0.5));
        assertThat(Agreement.differences(result, with(result, Map.of("train_loss", 0.75))))
                .hasSize(1);
        assertThat(Agreement.differences(
                        result, with(result, Map.of("train_loss", 0.75, "numerics_profile", "another"))))
                .isEmpty();
        assertThat(Agreement.differences(result, with(result, Map.of("train_loss", 0.75, "status", "TIMEOUT"))))
                .isEmpty();
        TrialResult lessRows =
                TrialTable.result(table -> table.name().equals("epochs") ? List.of() : table.rows(result));
        assertThat(Agreement.differences(result, lessRows)).containsExactly("epochs: 2 rows, 0 rows");
    }

    /** The same result with other values in its trial row. */
    private static TrialResult with(TrialResult result, Map<String, Object> values) {
        return result.with(RowType.of(TrialRow.class).with(result.trial(), values));
    }

    @Test
    void damagedRecordsAreSetAside() throws IOException {
        for (int trial = 1; trial <= 4; trial++) {
            journal.publish(Results.of(Results.id(trial), trial == 1 ? "DIVERGED" : "OK"));
        }
        Path records = directory.resolve("records");
        byte[] record = Files.readAllBytes(records.resolve(Results.id(2) + ".json"));
        record[record.length / 2] ^= 1;
        Files.write(records.resolve(Results.id(2) + ".json"), record);
        Files.write(records.resolve(Results.id(3) + ".json"), new byte[0]);
        Files.copy(records.resolve(Results.id(4) + ".json"), records.resolve(Results.id(5) + ".json"));

        Journal.Audit audit = journal.audit();

        assertThat(audit.entries()).extracting(Journal.Entry::trialId).containsExactly(Results.id(1), Results.id(4));
        assertThat(audit.entries()).extracting(Journal.Entry::failed).containsExactly(true, false);
        assertThat(audit.quarantined()).hasSize(3);
        assertThat(audit.quarantined())
                .contains("records/" + Results.id(3) + ".json was moved to file:" + directory + "/quarantine/"
                        + Results.id(3)
                        + ".json; expected: a line of JSON and a line with its checksum; received: 0 bytes")
                .contains("records/" + Results.id(5) + ".json was moved to file:" + directory + "/quarantine/"
                        + Results.id(5) + ".json; expected: its own trial; received: trial " + Results.id(4));
        assertThat(names("records")).containsExactly(Results.id(1) + ".json", Results.id(4) + ".json");
        assertThat(names("quarantine"))
                .containsExactly(Results.id(2) + ".json", Results.id(3) + ".json", Results.id(5) + ".json");
        assertThat(journal.audit().quarantined()).isEmpty();
    }

    /** Things that once ended every run with an exception, or had it wait for ever. */
    @Test
    void noNameAmongTheRecordsIsTrusted() throws Exception {
        journal.publish(Results.ok(Results.id(1)));
        Path records = directory.resolve("records");
        Files.createDirectories(records.resolve("sub/deep"));
        Files.writeString(records.resolve("notes.txt"), "mine");
        Files.createSymbolicLink(records.resolve("nowhere"), directory.resolve("none"));
        Files.createDirectories(records.resolve(Results.id(2) + ".json/deep"));
        Files.createSymbolicLink(records.resolve(Results.id(3) + ".json"), directory.resolve("none"));
        makePipe(records.resolve(Results.id(4) + ".json"));
        makePipe(records.resolve("pipe"));

        Journal.Audit audit = journal.audit();

        assertThat(audit.entries()).extracting(Journal.Entry::trialId).containsExactly(Results.id(1));
        String quarantine = " was moved to file:" + directory + "/quarantine/";
        assertThat(audit.quarantined())
                .containsExactly(
                        "records/" + Results.id(2) + ".json" + quarantine + Results.id(2)
                                + ".json; expected: a file; received: a directory",
                        "records/" + Results.id(3) + ".json" + quarantine + Results.id(3)
                                + ".json; expected: a file; received: a link that leads nowhere, a pipe or a device",
                        "records/" + Results.id(4) + ".json" + quarantine + Results.id(4)
                                + ".json; expected: a file; received: a link that leads nowhere, a pipe or a device");
        String foreign = "; expected: a trial's id and .json; received: another name; left alone";
        assertThat(audit.foreign())
                .containsExactly(
                        "records/notes.txt" + foreign,
                        "records/nowhere" + foreign,
                        "records/pipe" + foreign,
                        "records/sub" + foreign);
        assertThat(names("records")).containsExactly(Results.id(1) + ".json", "notes.txt", "nowhere", "pipe", "sub");
        assertThat(names("quarantine"))
                .containsExactly(Results.id(2) + ".json", Results.id(3) + ".json", Results.id(4) + ".json");
        assertThat(journal.ids()).containsExactly(Results.id(1));
        for (int trial = 2; trial <= 4; trial++) {
            assertThat(journal.publish(Results.ok(Results.id(trial)))).isTrue();
        }
    }

    private static void makePipe(Path pipe) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void whatTakesARecordsPlaceDuringARunIsSetAside() throws Exception {
        Files.createSymbolicLink(directory.resolve("records/" + Results.id(1) + ".json"), directory.resolve("none"));
        TrialResult result = Results.ok(Results.id(1));
        assertThat(journal.publish(result)).isFalse();
        assertThat(journal.confirm(result)).isEqualTo(result);
        assertThat(journal.read(Results.id(1))).isEqualTo(result);
        assertThat(names("quarantine")).containsExactly(Results.id(1) + ".json");
    }

    @Test
    void recordsOfALaterVersionAreNeitherReadNorMoved() throws IOException {
        journal.publish(Results.ok(Results.id(1)));
        Path record = directory.resolve("records/" + Results.id(2) + ".json");
        String line = new String(TrialRecord.encode(Results.ok(Results.id(2))), StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .replace("\"version\":1", "\"version\":2")
                + "\n";
        Files.writeString(record, line + "sha256 " + Sha256.hex(line.getBytes(StandardCharsets.UTF_8)) + "\n");
        assertThatThrownBy(() -> journal.audit())
                .isInstanceOf(UnusableOutputException.class)
                .hasMessage("cannot use file:" + directory + "; records/" + Results.id(2)
                        + ".json; cannot read a stored trial; expected: version 1; received: version 2; use the EvalGap"
                        + " that wrote it or a new output directory");
        assertThat(record).exists();
    }

    @Test
    void aWithdrawnTrialCanBePublishedAgain() throws IOException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(journal.publish(Results.of(Results.id(1), "FAILED"))).isTrue();
            journal.withdraw(Set.of(Results.id(1)));
            assertThat(journal.contains(Results.id(1))).isFalse();
        }
        assertThat(names("superseded"))
                .containsExactly(Results.id(1) + ".json", Results.id(1) + ".json.1", Results.id(1) + ".json.2");
    }

    @Test
    void whatDeadWritersLeftIsRemoved() throws IOException {
        Files.writeString(directory.resolve("records/.tmp-of-a-dead-writer"), "{");
        journal.open();
        try (Stream<Path> files = Files.list(directory.resolve("records"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void nothingButAnIdBecomesAFileName() {
        for (String id : List.of(
                "../../etc/passwd", "", Results.id(1) + "/x", Results.id(1).replace('0', 'G'))) {
            assertThatThrownBy(() -> journal.contains(id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cannot name a record; expected: 32 hexadecimal digits; received: " + id);
        }
    }

    private List<String> names(String subdirectory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(subdirectory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
