package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void mapsListsTextsAndNumbers() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", Arrays.asList(1, 2L, true, null, "x"));
        map.put("b", Map.of());
        map.put("c", List.of());
        assertThat(Json.text(map)).isEqualTo("{\"a\":[1,2,true,null,\"x\"],\"b\":{},\"c\":[]}");
    }

    @Test
    void measuredNumbersHaveSixDigits() {
        assertThat(Json.text(List.of(0.123456789, -12345678.9, 0.5, 3.0, 1e-9, 1.23456789e20)))
                .isEqualTo("[0.123457,-1.23457E+7,0.5,3,0.000000001,1.23457E+20]");
    }

    @Test
    void whatIsNoNumberIsNull() {
        assertThat(Json.text(List.of(Double.NaN, Double.POSITIVE_INFINITY))).isEqualTo("[null,null]");
    }

    @Test
    void nothingCanEndAScriptElementOrALine() {
        assertThat(Json.text("</script><!-- & \u2028\u2029 \"\\\n\t\u0000 \ud83d \u202e"))
                .isEqualTo("\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\\u2029 \\\"\\\\\\n\\u0009\\u0000 \\ud83d"
                        + " \u202e\"");
    }

    @Test
    void otherObjectsAreRefused() {
        assertThatThrownBy(() -> Json.text(new int[0]))
                .hasMessage(
                        "cannot write JSON; expected: a record, map, iterable, text, number or truth value; received: [I");
    }
}
