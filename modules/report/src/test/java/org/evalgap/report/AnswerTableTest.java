package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTableTest {

    @Test
    void numbersStandRightWithFourDigitsAndTextLeft() {
        assertThat(AnswerTable.of(
                        List.of("cell", "trials", "gain"),
                        List.of(
                                List.of("plain", 4L, 0.0123456),
                                List.of("two lines\nof reasons", 12, -12345.678),
                                Arrays.asList(null, null, null),
                                List.of("none", 0, 0.0),
                                List.of("tiny", 1, 1.23456e-9),
                                List.of("not a number", 1, Double.NaN))))
                .isEqualTo("""
                        cell          trials      gain
                        plain              4   0.01235
                        two lines         12    -12350

                        none               0         0
                        tiny               1  1.235E-9
                        not a number       1       NaN
                        """);
    }

    @Test
    void noRowsLeaveTheHeader() {
        assertThat(AnswerTable.of(List.of("a", "b"), List.of())).isEqualTo("a  b\n");
    }
}
