package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.evalgap.results.protocol.Remedy;
import org.junit.jupiter.api.Test;

class RemedyTextTest {

    @Test
    void testStatisticsAreNamedWithTheirSettings() {
        assertThat(RemedyText.full(new Remedy.TestBatchStatistics(1024, 16)))
                .isEqualTo("statistics of test batches, 1,024 images, pseudo-count 16");
        assertThat(RemedyText.brief(new Remedy.ExampleWeighing(0.1))).isEqualTo("example weighing, weight 0.1");
        assertThat(RemedyText.full(new Remedy.EvalNorm(4))).isEqualTo("EvalNorm, weight 1/4");
        assertThat(RemedyText.kind(new Remedy.EvalNorm(4))).isEqualTo("EvalNorm");
    }
}
