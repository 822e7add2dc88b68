package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void namesKeepLeftAndNumbersRight() {
        String text = new TextTable()
                .column("name", TextTable.Align.LEFT)
                .column("n", TextTable.Align.RIGHT)
                .column("last", TextTable.Align.LEFT)
                .row(List.of("a long name", "1", ""))
                .row(List.of("b", "10", "x"))
                .toString();
        assertThat(text).isEqualTo("""
                name          n  last
                a long name   1
                b            10  x
                """);
    }

    @Test
    void aRowHasATextForEachColumn() {
        assertThatThrownBy(() ->
                        new TextTable().column("name", TextTable.Align.LEFT).row(List.of("a", "b")))
                .hasMessage("cannot add a row to a table; expected: 1 texts; received: 2");
    }
}
