package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.nn.kernel.NativeBackend;
import org.junit.jupiter.api.Test;

class BenchmarkCommandTest extends CommandTest {

    @Test
    void measuresRatesRepeatedBatchesAndTrials() throws IOException {
        Path json = directory.resolve("benchmark.json");
        assertThat(run(
                        "benchmark",
                        "--norms=batch",
                        "--batch-sizes=2,4",
                        "--rounds=2",
                        "--seconds=0.01",
                        "--cores=2",
                        "--repeat-batch=100",
                        "--study=" + conf,
                        "--json=" + json))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith(NativeBackend.numericsProfile())
                .containsPattern("batch +2 +\\d+ +\\d+ +\\d+% +\\d+%\n")
                .containsPattern("2 threads: norm")
                .containsPattern("batch +4 +100 +\\d+ +\\d+ +\\d+\\.\\d\\d\n")
                .containsPattern("\\d\\.\\d\\d +training.batch-size=4\n")
                .containsPattern("% {2}protocols\n");
        Config measured = ConfigFactory.parseFile(json.toFile());
        assertThat(measured.getString("processor")).isNotBlank();
        assertThat(measured.getConfigList("rates"))
                .extracting(row -> row.getDoubleList("train_rounds").size())
                .containsExactly(2, 2);
        assertThat(measured.getConfigList("rates_of_threads_together")).hasSize(2);
        assertThat(measured.getConfigList("rates_of_pytorch")).isEmpty();
        List<? extends Config> trials = measured.getConfigList("trials");
        assertThat(trials)
                .extracting(trial -> trial.getString("cell"))
                .containsExactlyInAnyOrder("training.batch-size=4", "training.batch-size=8");
        assertThat(trials)
                .allSatisfy(trial -> assertThat(trial.getDouble("processor_seconds.training"))
                        .isPositive());
    }

    @Test
    void unusableOptions() {
        assertThat(run("benchmark", "--cores=0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("cannot use --cores; expected: an integer of at least 1; received: 0\n");
        assertThat(run("benchmark", "--repeat-batch=99")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --repeat-batch; expected: an integer of at least 100; received: 99\n");
    }
}
