package org.evalgap.study.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.study.settings.EvaluationConfig.Corners;
import org.junit.jupiter.api.Test;

class CanonicalTest {

    @Test
    void equalNumbersAreOneText() {
        assertThat(List.of(0.1, 0.10, 1, 1.0, 1L, 100, 1e2, 0, -0.0, 5e-4, 1e-9))
                .map(Canonical::json)
                .containsExactly("0.1", "0.1", "1", "1", "1", "100", "100", "0", "0", "0.0005", "1E-9");
    }

    @Test
    void keysAreSortedAtEveryDepth() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("z", true);
        inner.put("a", Corners.FACTORIAL);
        Map<String, Object> outer = new LinkedHashMap<>();
        outer.put("b", List.of(inner, "text"));
        outer.put("B", 2);

        assertThat(Canonical.json(outer)).isEqualTo("{\"B\":2,\"b\":[{\"a\":\"factorial\",\"z\":true},\"text\"]}");
    }

    @Test
    void textsAreEscaped() {
        assertThat(Canonical.json("a\"b\\c\n<ü>")).isEqualTo("\"a\\\"b\\\\c\\u000a<ü>\"");
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> Canonical.json('x'))
                .hasMessage(
                        "Cannot write as canonical JSON: expected maps, lists, texts, numbers, truth values or enum "
                                + "constants, received x");
    }
}
