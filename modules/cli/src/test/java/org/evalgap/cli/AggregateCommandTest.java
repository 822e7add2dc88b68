package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class AggregateCommandTest extends CommandTest {

    @Test
    void aggregateMakesTheTablesAnew() throws IOException {
        sweep();
        String summary = out.toString();
        Files.delete(output.resolve("trials/trials.parquet"));
        assertThat(run("aggregate", output.toString())).isEqualTo(ExitCode.DONE);
        assertThat(output.resolve("trials/trials.parquet")).exists();
        assertThat(out).hasToString(summary);
        assertThat(RUN).isEmpty();
    }

    @Test
    void aggregateNeedsAnOutput() {
        assertThat(run("aggregate", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot aggregate " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        assertThat(output).doesNotExist();
    }
}
