package org.evalgap.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void twoUnitsAtMost() {
        assertThat(Durations.of(0.4)).isEqualTo("0 s");
        assertThat(Durations.of(59.4)).isEqualTo("59 s");
        assertThat(Durations.of(59.6)).isEqualTo("1 min 0 s");
        assertThat(Durations.of(200)).isEqualTo("3 min 20 s");
        assertThat(Durations.of(7500)).isEqualTo("2 h 5 min");
        assertThat(Durations.of(86_399.7)).isEqualTo("1 d 0 h");
        assertThat(Durations.of(4.3 * 86_400)).isEqualTo("4 d 7 h");
    }
}
