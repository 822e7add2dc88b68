package org.evalgap.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.evalgap.output.status.OutputStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.Finding.Kind;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.Results;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputInspectionTest {

    @TempDir
    Path directory;

    private OutputDirectory output;
    private OutputInspection inspection;

    @BeforeEach
    void open() throws IOException {
        output = OutputDirectory.at(directory.toString(), new Configuration());
        inspection = new OutputInspection(output);
        Journal journal = new Journal(output);
        journal.open();
        journal.publish(Results.ok(Results.id(1)));
    }

    @Test
    void everythingThatIsNotAsItShouldBeIsNamed() throws IOException {
        assertThat(inspection.all()).isEmpty();
        Files.createDirectories(directory.resolve("study.conf/deep"));
        Files.createDirectories(directory.resolve("trials/trials.parquet"));
        Files.writeString(directory.resolve("trials/more.parquet"), "");
        Files.createSymbolicLink(directory.resolve("status.json"), directory.resolve("none"));
        Files.writeString(directory.resolve("tables.json"), "{");
        Files.createDirectories(directory.resolve(".staging"));
        Files.writeString(directory.resolve("records/.tmp-1"), "");
        Files.writeString(directory.resolve("notes.txt"), "");
        Files.createDirectories(directory.resolve("attempts"));
        Files.writeString(directory.resolve("attempts/" + Results.id(2) + ".1.json"), "{");
        Files.writeString(directory.resolve("records/" + Results.id(3) + ".json"), "{");
        assertThat(inspection.all())
                .extracting(Finding::file, Finding::kind)
                .containsExactly(
                        tuple(".staging", Kind.LEFTOVER),
                        tuple("attempts/" + Results.id(2) + ".1.json", Kind.DAMAGED),
                        tuple("notes.txt", Kind.FOREIGN),
                        tuple("records/.tmp-1", Kind.LEFTOVER),
                        tuple("records/" + Results.id(3) + ".json", Kind.DAMAGED),
                        tuple("status.json", Kind.DAMAGED),
                        tuple("study.conf", Kind.DAMAGED),
                        tuple("tables.json", Kind.DAMAGED),
                        tuple("trials/more.parquet", Kind.FOREIGN),
                        tuple("trials/trials.parquet", Kind.DAMAGED));
    }

    @Test
    void whatIsInThePlaceOfADirectoryIsForAPersonToMove() throws IOException {
        inspection.requireDirectories();
        Files.writeString(directory.resolve("degradation"), "");
        Files.createSymbolicLink(directory.resolve("attempts"), directory.resolve("none"));
        assertThatThrownBy(inspection::requireDirectories)
                .isInstanceOf(UnusableOutputException.class)
                .hasMessage("cannot use file:" + directory
                        + "; attempts; expected: a directory; received: a link that leads nowhere, a pipe or a device;"
                        + " move it away; degradation; expected: a directory; received: a file; move it away");
        assertThat(inspection.all())
                .extracting(Finding::file, Finding::kind)
                .containsExactly(tuple("attempts", Kind.UNUSABLE), tuple("degradation", Kind.UNUSABLE));
    }

    @Test
    void anOutputThatIsAFileIsSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        OutputDirectory none = OutputDirectory.at(file.toString(), new Configuration());
        assertThatThrownBy(() -> new OutputInspection(none).requireDirectories())
                .hasMessage("cannot use file:" + file + "; file:" + file
                        + "; expected: a directory; received: a file; move it away");
    }

    @Test
    void aStatusThatSaysNothingIsNone() throws IOException {
        for (String content : new String[] {"", "{}", "[1]", "{\"at\":\"noon\"}", "{\"at\":"}) {
            Files.writeString(directory.resolve("status.json"), content);
            assertThat(OutputStatus.of(directory.toString(), new Configuration())
                            .lastSweep())
                    .as(content)
                    .isEmpty();
        }
        Files.delete(directory.resolve("status.json"));
        Files.createDirectory(directory.resolve("status.json"));
        assertThat(OutputStatus.of(directory.toString(), new Configuration()).lastSweep())
                .isEmpty();
    }
}
