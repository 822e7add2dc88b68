package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlanCommandTest extends CommandTest {

    @Test
    void planSaysWhatASweepWouldDo() {
        assertThat(run("plan", conf.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("""
                        Study small
                          training.batch-size: 4, 8
                          2 cells x 2 replicates = 4 trials
                        Dataset synthetic
                          16 training and 8 test images of 8x8x1, 2 classes
                        To run
                          4 trainings, which evaluate 4 trials
                          predicted 0 s on one core, 0 s on the \
                        """)
                .matches("(?s).*\n  at most [0-9.]+ MB of native memory for each training at a time\n");
        assertThat(err).hasToString("");
    }

    @Test
    void planTakesCostsFromFinishedTrials() {
        assertThat(run("plan", conf.toString(), "--costs-from", output.toString()))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot take costs from " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        assertThat(run("plan", conf.toString(), "--simulate-executors", "3")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .matches("(?s).*\nOn 3 executors of one core\n  predicted 0 s, in which [0-9.]+ % of their time is"
                        + " training; no schedule takes less than 0 s\n");
        assertThat(run("plan", conf.toString(), "--simulate-executors", "0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines(
                        "cannot use --simulate-executors; expected: a number of at least 1; received: 0",
                        "Try jobs/evalgap plan --help"));
    }

    /** Not even while it is looked at. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsSetAsksNoServer() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String set = "seed=2\ninclude url(\"http://127.0.0.1:" + server.getLocalPort() + "/study.conf\")";
            assertThat(run("plan", conf.toString(), "--set", set)).isEqualTo(ExitCode.UNUSABLE);
            assertThat(err.toString()).startsWith("cannot use --set seed=2");
            server.setSoTimeout(100);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
