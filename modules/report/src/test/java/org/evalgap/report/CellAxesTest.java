package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellAxesTest {

    @ParameterizedTest
    @CsvSource({
        "0.10, 0.1", "64, 64", "1000000, 1e6", "2500000, 2.5e6", "1.0E-4, 0.0001", "5.0E-5, 5e-5", "1.5E-7, 1.5e-7",
        "-0.0, 0", "0, 0", "100, 100", "120000, 120000", "100000, 1e5", "batch, batch", "crop-flip, crop-flip"
    })
    void numbersAreWrittenAsPeopleDo(String value, String text) {
        assertThat(CellAxes.text(value)).isEqualTo(text);
    }

    @Test
    void keysMayHaveDotsAndValuesCommas() {
        assertThat(CellAxes.of("{\"network.widths\":\"[8, 16]\",\"training.batch-size\":\"4\"}", "whatever, a=b"))
                .isEqualTo(Map.of("network.widths", "[8, 16]", "training.batch-size", "4"));
    }

    @Test
    void outputsWithoutTheColumnHaveTheirLabelsWhole() {
        assertThat(CellAxes.of(null, "network.dropout=0.3, training.batch-size=4"))
                .isEqualTo(Map.of("cell", "network.dropout=0.3, training.batch-size=4"));
        assertThat(CellAxes.of(null, "base")).isEmpty();
    }

    @Test
    void numbersComeBeforeTextsAndAreInTheirOrder() {
        List<TreeMap<String, String>> cells = List.of("none", "10", "9", "0.5", "10", "all").stream()
                .map(value -> new TreeMap<>(Map.of("key", value)))
                .toList();
        assertThat(CellAxes.values(cells, "key")).containsExactly("0.5", "9", "10", "all", "none");
    }
}
