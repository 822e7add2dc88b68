package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class CheckCommandTest extends CommandTest {

    @Test
    void checkTellsWhetherACellExceedsItsBound() {
        assertThat(run("check", output.toString(), "--max-degradation", "0.2")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot check " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(check("0.25")).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("0 of 2 cells exceed 0.25"));
        assertThat(out).hasToString("");
        assertThat(check("0.2")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err).hasToString(lines("2 of 2 cells exceed 0.2"));
        assertThat(out).hasToString("""
                cell                   replicates  degradation  degradation_lower  degradation_upper
                training.batch-size=4           2         0.25               0.25               0.25
                training.batch-size=8           2         0.25               0.25               0.25
                """);
        assertThat(check("0.2", "--confident", "--where", "batch_size > 4 OR false"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err).hasToString(lines("1 of 1 cell exceeds 0.2"));
        assertThat(check("0.2", "--where", "batch_size = 5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot check " + output
                        + "; expected: cells with a degradation; received: 0 cells, none with one"));
        assertThat(check("0.2", "--where", "batchsize = 4")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith(
                        "cannot use --where; expected: a condition on the columns of table degradation; received:\n")
                .contains("batchsize");
        assertThat(check("5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot use --max-degradation; expected: a fraction between -1 and 1; received: 5.0",
                        "Try jobs/evalgap --help"));
    }

    private int check(String bound, String... options) {
        List<String> arguments = new ArrayList<>(List.of("check", output.toString(), "--max-degradation", bound));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }
}
