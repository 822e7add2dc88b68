package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

/** What all commands have in common. */
class MainTest extends CommandTest {

    @Test
    void allThatIsWrongWithAStudyIsSaidBeforeAnythingStarts() throws IOException {
        Files.writeString(conf, STUDY.replace("replicates = 2", "replicates = 0, sed = 1"));
        for (String command : List.of("plan", "sweep")) {
            assertThat(run(command, conf.toString())).isEqualTo(ExitCode.UNUSABLE);
            assertThat(err.toString())
                    .startsWith("Cannot use study " + conf + ": 2 problems\n")
                    .contains("study.replicates: ")
                    .contains("sed");
        }
        assertThat(SparkSession.getDefaultSession().isEmpty()
                        || SparkSession.getDefaultSession().get().sparkContext().isStopped())
                .isTrue();
        assertThat(output).doesNotExist();
    }

    @Test
    void unusableCommandLines() {
        assertThat(run()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot run; expected: a command, one of plan, sweep, checkup, diagnose, aggregate, status, check,"
                                + " verify, query, compare, trend, report, papers, export, planted, benchmark; received: nothing",
                        "Try jobs/evalgap --help"));
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("Usage: jobs/evalgap [SPARK OPTIONS] COMMAND [ARGUMENTS]\n")
                .contains("  jobs/evalgap sweep conf/quickstart.conf\n")
                .contains("  64  the command line, the study, a data file or an output cannot be used\n");
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("evalgap 0.2.0, Java ");
        for (String command : List.of("plan", "sweep", "aggregate", "report", "status", "check")) {
            assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("Usage: evalgap " + command);
        }
    }
}
