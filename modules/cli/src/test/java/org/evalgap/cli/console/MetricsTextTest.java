package org.evalgap.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evalgap.spark.RunMetrics;
import org.junit.jupiter.api.Test;

class MetricsTextTest {

    @Test
    void executorsAreListedOnlyOnACluster() {
        assertThat(MetricsText.of(
                        new RunMetrics(8, 20, 1, List.of(new RunMetrics.Executor("driver on 127.0.0.1", 20, 15.5)))))
                .isEqualTo("2.50 trials/s, 1 failed");
        assertThat(MetricsText.of(new RunMetrics(
                        10,
                        4,
                        0,
                        List.of(new RunMetrics.Executor("0 on a", 3, 9), new RunMetrics.Executor("1 on b", 1, 8)))))
                .isEqualToNormalizingNewlines("""
                        0.40 trials/s, 0 failed
                          executor 0 on a: 3 trainings, 0.30 a second, each 3.00 s on average
                          executor 1 on b: 1 trainings, 0.10 a second, each 8.00 s on average""");
    }
}
