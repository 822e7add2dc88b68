package org.evalgap.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

    private static final Instant AT = Instant.ofEpochMilli(1_500);

    @Test
    void everyFigureHasItsHelpItsTypeAndItsStudy() {
        String text = PrometheusText.of("mine", new Progress(9, 4, 1, 90, 40, 100, 90, ""), AT);

        assertThat(text)
                .startsWith("""
                        # HELP evalgap_trials Trials of the study, as far as they are decided on
                        # TYPE evalgap_trials gauge
                        evalgap_trials{study="mine"} 9.0
                        """)
                .contains("evalgap_trials_done{study=\"mine\"} 4.0\n")
                .contains("evalgap_trials_failed{study=\"mine\"} 1.0\n")
                .contains("evalgap_remaining_seconds{study=\"mine\"} 102.5\n")
                .contains("evalgap_waiting{study=\"mine\"} 0.0\n")
                .endsWith("evalgap_reported_timestamp_seconds{study=\"mine\"} 1.5\n");
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i += 3) {
            String name = lines.get(i).split(" ", -1)[2];
            assertThat(lines.get(i + 1)).isEqualTo("# TYPE " + name + " gauge");
            assertThat(lines.get(i + 2)).matches(name + "\\{study=\"mine\"} [0-9.E]+");
        }
    }

    @Test
    void whatIsNotKnownIsLeftOutAndNamesAreQuoted() {
        String text = PrometheusText.of("a\"b\\c\nd", new Progress(9, 0, 0, 90, 0, 5, 0, "an executor"), AT);

        assertThat(text).doesNotContain("remaining").contains("evalgap_waiting{study=\"a\\\"b\\\\c\\nd\"} 1.0\n");
        assertThat(text.lines()).hasSize(8 * 3);
    }
}
