package org.evalgap.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablePublicationTest {

    private static final List<String> TABLES = List.of("epochs", "trials");

    @TempDir
    Path directory;

    private OutputDirectory output;

    @BeforeEach
    void open() throws IOException {
        output = OutputDirectory.at(directory.toString(), new Configuration());
    }

    @Test
    void aTableIsOneFile() throws IOException {
        publish("old", step -> {});
        assertThat(content()).containsExactly("old epochs", "old trials");
        publish("new", step -> {});
        assertThat(content()).containsExactly("new epochs", "new trials");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("epochs", "trials", "tables.json");
        assertThat(directory.resolve("trials").toFile().list()).containsExactly("trials.parquet");
        assertThat(directory.resolve("tables.json"))
                .hasContent("{\"schemaVersion\":1,\"source\":\"new\",\"tables\":{"
                        + "\"epochs\":{\"bytes\":10,\"sha256\":\"" + sha256("new epochs") + "\"},"
                        + "\"trials\":{\"bytes\":10,\"sha256\":\"" + sha256("new trials") + "\"}}}");
    }

    @Test
    void aCrashBeforeAnyStepLeavesWholeTablesAndIsRepaired() throws IOException {
        List<String> steps = new ArrayList<>();
        publish("old", steps::add);
        assertThat(steps).containsExactly("staged manifest", "epochs", "trials", "manifest", "staging");
        Set<List<String>> seen = new HashSet<>();
        for (String step : steps) {
            publish("old", ignored -> {});
            assertThatThrownBy(() -> publish("new", reached -> crashAt(step, reached)))
                    .isInstanceOf(Crash.class);
            for (String table : content()) {
                assertThat(table).matches("(old|new) (epochs|trials)");
            }
            seen.add(content());

            new TablePublication(output).repair();

            String expected = step.equals("staged manifest") ? "old" : "new";
            assertThat(content()).containsExactly(expected + " epochs", expected + " trials");
            assertThat(new TablePublication(output).published().get().source()).isEqualTo(expected);
            assertThat(directory.resolve(".staging")).doesNotExist();
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        List.of("old epochs", "old trials"),
                        List.of("new epochs", "old trials"),
                        List.of("new epochs", "new trials"));
    }

    @Test
    void tablesThatAreNotAsPublishedAreNotTakenForIt() throws IOException {
        assertThat(new TablePublication(output).published()).isEmpty();
        publish("old", step -> {});
        Files.writeString(directory.resolve("trials/trials.parquet"), "old tria");
        assertThat(new TablePublication(output).published()).isEmpty();
        Files.delete(directory.resolve("trials/trials.parquet"));
        assertThat(new TablePublication(output).published()).isEmpty();
    }

    @Test
    void bytesThatWereFlippedOrSwappedAreFound() throws IOException {
        publish("old", step -> {});
        TablePublication publication = new TablePublication(output);
        assertThat(publication.look()).isEmpty();
        Files.writeString(directory.resolve("trials/trials.parquet"), "old epochs");
        Files.writeString(directory.resolve("epochs/epochs.parquet"), "old trials");
        assertThat(publication.published()).isEmpty();
        assertThat(publication.look())
                .extracting(Finding::toString)
                .containsExactly(
                        "epochs/epochs.parquet; expected: the bytes that were written; received: others",
                        "trials/trials.parquet; expected: the bytes that were written; received: others");
        Files.delete(directory.resolve("trials/trials.parquet"));
        Files.createDirectory(directory.resolve("trials/trials.parquet"));
        assertThat(publication.look())
                .extracting(Finding::toString)
                .contains("trials/trials.parquet; expected: a file; received: a directory");
    }

    @Test
    void aManifestThatIsNoneIsNotTakenForOne() throws IOException {
        publish("old", step -> {});
        String whole = Files.readString(directory.resolve("tables.json"));
        for (String content : List.of(
                "", "{}", "[]", whole.substring(0, whole.length() / 2), whole.replace("\"trials\"", "\"../trials\""))) {
            Files.writeString(directory.resolve("tables.json"), content);
            assertThat(new TablePublication(output).published()).as(content).isEmpty();
            assertThat(new TablePublication(output).look())
                    .extracting(Finding::toString)
                    .containsExactly("tables.json; expected: what the tables are, as JSON; received: something else");
            Files.createDirectories(directory.resolve(".staging"));
            Files.writeString(directory.resolve(".staging/tables.json"), content);
            new TablePublication(output).repair();
            assertThat(directory.resolve(".staging")).doesNotExist();
            assertThat(content()).containsExactly("old epochs", "old trials");
        }
    }

    private static String sha256(String content) {
        return Sha256.hex(content.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aTableOfSeveralFilesIsNotStaged() throws IOException {
        TablePublication publication = new TablePublication(output);
        Path staging = Path.of(publication.stagingOf("trials").toUri());
        Files.createDirectories(staging);
        Files.writeString(staging.resolve("part-0.parquet"), "");
        Files.writeString(staging.resolve("part-1.parquet"), "");
        assertThatThrownBy(() -> publication.stage("trials"))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("cannot stage table trials; expected: one Parquet file in file:" + directory
                        + "/.staging/trials.part; received: \\[part-\\d.parquet, part-\\d.parquet]");
    }

    /** Stands for the end of the process. */
    private static final class Crash extends RuntimeException {}

    private static void crashAt(String step, String reached) {
        if (reached.equals(step)) {
            throw new Crash();
        }
    }

    /** Publishes tables whose content is their generation and name. */
    private void publish(String generation, Consumer<String> beforeStep) throws IOException {
        TablePublication publication = new TablePublication(output, beforeStep);
        for (String table : TABLES) {
            Path staging = Path.of(publication.stagingOf(table).toUri());
            Files.createDirectories(staging);
            Files.writeString(staging.resolve("part-0.parquet"), generation + " " + table);
            publication.stage(table);
        }
        publication.publish(1, generation);
    }

    private List<String> content() throws IOException {
        List<String> content = new ArrayList<>();
        for (String table : TABLES) {
            content.add(Files.readString(directory.resolve(table).resolve(table + ".parquet")));
        }
        return content;
    }
}
