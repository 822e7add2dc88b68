package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.output.attempts.Attempts;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.FaultyRunner.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die beside a publication, and two that train the same trial at once. */
class AttemptFaultsTest {

    private static final FaultStudy STUDY = new FaultStudy(1);

    @TempDir
    Path directory;

    private Journal journal;
    private Attempts attempts;
    private String trial;

    @BeforeEach
    void open() throws Exception {
        OutputDirectory output = AttemptProcess.output(directory, "none");
        journal = new Journal(output);
        attempts = new Attempts(output);
        journal.open();
        attempts.open();
        trial = STUDY.ids().get(0);
    }

    private void assertPublishedAsWithoutFaults() throws Exception {
        TrialResult faultless = STUDY.faultless().stream()
                .filter(result -> result.trial().trialId().equals(trial))
                .findFirst()
                .orElseThrow();
        assertThat(Measurements.of(List.of(journal.read(trial)))).isEqualTo(Measurements.of(List.of(faultless)));
    }

    @Test
    void aProcessThatDiesBeforeItPublishesHasPublishedNothing() throws Exception {
        assertThat(Await.end(AttemptProcess.start(directory, "before"))).isEqualTo(FaultPointFileSystem.EXIT_CODE);
        assertThat(journal.ids()).isEmpty();
        assertThat(attempts.of(trial)).hasSize(1).allMatch(Attempts.Attempt::lost);
        assertThat(directory.resolve("output/records")).isNotEmptyDirectory();

        assertThat(Await.end(AttemptProcess.start(directory, "none"))).isZero();
        journal.open();

        assertPublishedAsWithoutFaults();
        assertThat(attempts.of(trial)).isEmpty();
        assertThat(Await.count(directory.resolve("output/records"), "")).isEqualTo(1);
    }

    @Test
    void aProcessThatDiesAfterItPublishedHasPublished() throws Exception {
        assertThat(Await.end(AttemptProcess.start(directory, "after"))).isEqualTo(FaultPointFileSystem.EXIT_CODE);
        assertThat(journal.ids()).containsExactly(trial);
        assertPublishedAsWithoutFaults();
        assertThat(attempts.of(trial)).hasSize(1);
        assertThat(Await.count(directory.resolve("output/records"), "")).isEqualTo(1);
        // What an attempt that was published leaves goes with the next run.
        attempts.forget(journal.ids());
        assertThat(attempts.of(trial)).isEmpty();
    }

    @Test
    void ofTwoProcessesThatTrainTheSameOnePublishesAndTheOtherAgrees() throws Exception {
        FaultyRunner.arm(directory, trial, Fault.HOLD);
        Process first = AttemptProcess.start(directory, "none");
        Path held = FaultyRunner.held(directory.resolve(trial));
        Await.file(held);
        Files.delete(held);
        Process second = AttemptProcess.start(directory, "none");
        Await.file(held);
        assertThat(attempts.of(trial))
                .extracting(attempt -> attempt.process().pid())
                .containsExactly(first.pid(), second.pid());
        Files.delete(directory.resolve(trial));

        assertThat(Await.end(first)).isZero();
        assertThat(Await.end(second)).isZero();
        assertThat(journal.ids()).containsExactly(trial);
        assertPublishedAsWithoutFaults();
        assertThat(journal.disagreements()).isEmpty();
        assertThat(attempts.of(trial)).isEmpty();
        assertThat(Await.count(directory.resolve("output/records"), "")).isEqualTo(1);
    }
}
