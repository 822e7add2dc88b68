package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.spark.StudyOutput;
import org.junit.jupiter.api.Test;

class StatusCommandTest extends CommandTest {

    @Test
    void statusSaysHowAnOutputIs() throws Exception {
        assertThat(run("status", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot show the status of " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        failingBatchSize = 8;
        assertThat(sweep()).as(() -> err.toString()).isEqualTo(ExitCode.FAILED_TRIALS);
        assertThat(run("status", output.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .matches(Pattern.quote("Output file:" + output
                                + "\n  published: 4 trials: 2 DIVERGED, 2 OK\n"
                                + "  last sweep: study small, 4 of 4 trials done, 2 failed, at ")
                        + "[0-9T:.-]+Z\n  held by: no run\n");
        assertThat(run("status", output.toString(), "--json")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("{\"output\":\"file:" + output
                        + "\",\"published\":{\"DIVERGED\":2,\"OK\":2},\"damaged\":0,\"holder\":null,"
                        + "\"last_sweep\":{\"study\":\"small\",\"trials\":4,\"done\":4,\"failed\":2,")
                .contains("\"remaining_seconds\":null,\"waiting_for\":null,");
        try (StudyOutput holder = StudyOutput.claim(output.toString(), new Configuration(), false)) {
            assertThat(run("status", holder.location())).isEqualTo(ExitCode.DONE);
        }
        assertThat(out.toString())
                .contains(", process " + ProcessHandle.current().pid() + " on ")
                .endsWith(", which runs\n");
    }
}
