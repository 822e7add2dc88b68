package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class PapersCommandTest extends CommandTest {

    private static final String CLAIMS = "claims=[{ id = mine, statement = Worse, contrasts = [{ id = all,"
            + " metric = degradation, unit = points, first = {}, direction = above, matters = 0.1,"
            + " published { effect = 0.107, source = \"Table 1\" } }] }]";
    private static final String PUBLISHED =
            "published={ paper = \"A 2017\", url = \"https://example.org\", found = this, carries = \"not far\" }";

    @Test
    void theirsBesideOurs() throws IOException {
        assertThat(sweep("--set", CLAIMS, "--set", PUBLISHED))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("published\n", "+10.7");
        assertThat(Files.readString(output.resolve("report/index.html")))
                .contains("\"publication\":{\"paper\":\"A 2017\",", "\"publishedSource\":\"Table 1\"");
        assertThat(run("papers", output.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        String printed = out.toString();
        assertThat(printed)
                .contains("## small\n\n[A 2017](<https://example.org>)\n")
                .contains("| Worse | all | +10.7 | +25.0 | the same in all | points | supported | 2 | 4 |\n")
                .contains("- mine/all: Table 1\n")
                .contains("\n4 trials, ");

        Path file = directory.resolve("README.md");
        assertThat(run("papers", output.toString(), "--output", file.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(file).content().isEqualTo(printed);
    }

    /** What a study quotes is no part of its trials. */
    @Test
    void itCanBeSaidAfterwards() {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(run("papers", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .isEqualTo(lines("cannot compare with a paper " + output + "; expected: a study that says which one it"
                        + " repeats, by study.published; received: one that does not"));
        assertThat(sweep("--set", PUBLISHED)).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(RUN).isEmpty();
        assertThat(run("papers", output.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(run("papers", directory.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("cannot compare with a paper " + directory + "; expected: the output");
    }
}
