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
                cell                   replicates  not_learned  degradation  degradation_lower  degradation_upper
                training.batch-size=4           2            0         0.25               0.25               0.25
                training.batch-size=8           2            0         0.25               0.25               0.25
                """);
        assertThat(check("0.2", "--confident", "--where", "batch_size > 4 OR false"))
                .isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err).hasToString(lines("1 of 1 cell exceeds 0.2"));
        assertThat(check("0.2", "--where", "batch_size = 5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(
                        lines("cannot check " + output + "; expected: cells with a degradation; received: no cell"));
        assertThat(check("0.2", "--where", "batchsize = 4")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --where; expected: a condition on the columns of table degradation; received: ")
                .contains("batchsize");
        assertThat(check("5")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot use --max-degradation; expected: a fraction between -1 and 1; received: 5.0",
                        "Try jobs/evalgap check --help"));
    }

    @Test
    void cellsThatLearnedNothingFailTheCheck() {
        guessingBatchSize = 8;
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("not learned");
        assertThat(check("0.3")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(err)
                .hasToString(lines(
                        "1 cell cannot be checked, as most of the networks learned nothing; --allow-not-learned checks"
                                + " them",
                        "0 of 1 cell exceeds 0.3"));
        assertThat(out.toString()).contains("training.batch-size=8").doesNotContain("training.batch-size=4");
        assertThat(check("0.3", "--allow-not-learned")).isEqualTo(ExitCode.DONE);
        assertThat(check("0.2", "--json")).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(out.toString())
                .startsWith("{\"bound\":0.2,\"confident\":false,\"checked\":1,\"exceeding\":[{\"cell\":"
                        + "\"training.batch-size=4\",\"replicates\":2,\"not_learned\":0,\"degradation\":0.25,")
                .contains("\"not_learned\":[{\"cell\":\"training.batch-size=8\",\"replicates\":2,");
    }

    private int check(String bound, String... options) {
        List<String> arguments = new ArrayList<>(List.of("check", output.toString(), "--max-degradation", bound));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }
}
