package org.evalgap.output.attempts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.JavaProcess;
import org.evalgap.output.attempts.Attempts.Attempt;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.Results;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {

    private static final String TRIAL = Results.id(1);

    @TempDir
    Path directory;

    private Attempts attempts;

    @BeforeEach
    void open() throws IOException {
        attempts = open(directory.toString());
    }

    private static Attempts open(String directory) throws IOException {
        Attempts attempts = new Attempts(OutputDirectory.at(directory, new Configuration()));
        attempts.open();
        return attempts;
    }

    @Test
    void anAttemptIsThereUntilItsTrialIsPublished() throws IOException {
        Attempt attempt = attempts.begin(TRIAL, List.of(), "7", false);
        assertThat(attempts.of(TRIAL)).containsExactly(attempt);
        assertThat(attempt.lost()).isFalse();
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.crashReport())
                .endsWith("hs_err_pid" + ProcessHandle.current().pid() + ".log");
        assertThat(attempts.of(Results.id(2))).isEmpty();
        attempts.published(attempt);
        assertThat(attempts.of(TRIAL)).isEmpty();
        assertThat(directory.resolve("attempts")).isEmptyDirectory();
    }

    @Test
    void attemptsAreCountedWhoeverMakesThem() throws IOException {
        Attempt first = attempts.begin(TRIAL, List.of(), "1", false);
        // The second has looked before the first began.
        Attempt second = attempts.begin(TRIAL, List.of(), "2", true);
        assertThat(second.number()).isEqualTo(2);
        assertThat(attempts.of(TRIAL)).containsExactly(first, second);
        attempts.end(first);
        assertThat(attempts.of(TRIAL)).extracting(Attempt::ended).containsExactly(true, false);
        attempts.forget(Set.of(TRIAL, Results.id(2)));
        assertThat(attempts.of(TRIAL)).isEmpty();
        attempts.end(second);
        assertThat(attempts.of(TRIAL)).isEmpty();
    }

    /** Begins trials 1 and 2, ends 2 and is gone, in one of several ways. */
    static final class Mortal {
        public static void main(String[] arguments) throws IOException {
            Attempts attempts = open(arguments[0]);
            attempts.begin(TRIAL, List.of(), "1", false);
            attempts.end(attempts.begin(Results.id(2), List.of(), "1", false));
            switch (arguments[1]) {
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
    }

    @Test
    void aProcessThatIsGoneWithoutAWordHasLostItsAttempts() throws Exception {
        Process process = JavaProcess.start(Mortal.class, directory.toString(), "halt");
        assertThat(process.waitFor()).isZero();
        Attempt attempt = attempts.of(TRIAL).get(0);
        assertThat(attempt.process().pid()).isEqualTo(process.pid());
        assertThat(attempt.lost()).isTrue();
        assertThat(attempts.of(Results.id(2)).get(0).lost()).isFalse();
    }

    @Test
    void aProcessThatIsAskedToEndEndsItsAttempts() throws Exception {
        Process process = JavaProcess.start(Mortal.class, directory.toString(), "exit");
        assertThat(process.waitFor()).isZero();
        Attempt attempt = attempts.of(TRIAL).get(0);
        assertThat(attempt.ended()).isTrue();
        assertThat(attempt.lost()).isFalse();
    }

    @Test
    void aProcessThatCannotBeAskedCountsAsGone() throws IOException {
        attempts.begin(TRIAL, List.of(), "1", false);
        Path file = directory.resolve("attempts/" + TRIAL + ".1.json");
        Files.writeString(file, Files.readString(file).replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\""));
        assertThat(attempts.of(TRIAL).get(0).lost()).isTrue();
    }

    /** Each once failed a Spark task, and so the sweep. */
    @Test
    void aDamagedAttemptCountsAsLost() throws IOException {
        Attempt attempt = attempts.begin(TRIAL, List.of(), "1", false);
        Path file = directory.resolve("attempts/" + TRIAL + ".1.json");
        String whole = Files.readString(file);
        for (String content : List.of("", "{}", "null", whole.substring(0, whole.length() / 2))) {
            Files.writeString(file, content);
            assertThat(attempts.of(TRIAL)).as(content).extracting(Attempt::lost).containsExactly(true);
            assertThat(attempts.look(Set.of()))
                    .extracting(Finding::file, Finding::kind)
                    .containsExactly(tuple("attempts/" + TRIAL + ".1.json", Finding.Kind.DAMAGED));
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(attempts.of(TRIAL)).extracting(Attempt::lost).containsExactly(true);
        Files.createDirectory(directory.resolve("attempts/sub"));
        Files.delete(file);
        Files.writeString(file, whole);
        assertThat(attempts.of(TRIAL)).containsExactly(attempt);
        assertThat(attempts.look(Set.of(TRIAL)))
                .extracting(Finding::file, Finding::kind)
                .containsExactly(
                        tuple("attempts/" + TRIAL + ".1.json", Finding.Kind.LEFTOVER),
                        tuple("attempts/sub", Finding.Kind.FOREIGN));
    }
}
