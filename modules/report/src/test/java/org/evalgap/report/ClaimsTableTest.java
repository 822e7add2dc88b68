package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.ClaimRow;
import org.evalgap.results.rows.Rows;
import org.junit.jupiter.api.Test;

class ClaimsTableTest {

    private final List<ClaimRow> rows = new ArrayList<>();

    private void row(String claim, String claimVerdict, String contrast, String verdict, Map<String, ?> columns) {
        Map<String, Object> fixed = new HashMap<>(columns);
        fixed.put("claim", claim);
        fixed.put("claimVerdict", claimVerdict);
        fixed.put("contrast", contrast);
        fixed.put("verdict", verdict);
        rows.add(Rows.row(ClaimRow.class, fixed, new SplittableRandom(1)));
    }

    private static Map<String, ?> effect(
            String unit, String direction, double threshold, double effect, double lower, double upper) {
        return Map.of(
                "unit",
                unit,
                "direction",
                direction,
                "threshold",
                threshold,
                "effect",
                effect,
                "lower",
                lower,
                "upper",
                upper);
    }

    @Test
    void aLineForEachContrastThatCanBeTested() {
        row("small-batch", "refuted", "degradation", "refuted", effect("points", "above", 0.1, -0.002, -0.01, 0.006));
        row("small-batch", "refuted", "share", "inconclusive", effect("points", "above", 0.1, 0.08, 0.05, 0.11));
        row("mode-switch", "not testable", "nothing-else", "supported", effect("logits", "within", 1e-6, 0, 0, 0));
        row("mode-switch", "not testable", "dropout", "not testable", Map.of());
        row("fixup", "not testable", "degradation", "not testable", Map.of());
        row("ema", "supported", "gain", "supported", effect("ratio", "below", 0.9, 0.75, 0.7, 0.8));

        assertThat(ClaimsTable.of(rows)).isEqualTo("""

                claim        verdict       contrast      effect  95 % interval    claimed           this contrast
                small-batch  refuted       degradation     -0.2  -1.0 … +0.6      above +10.0       refuted
                                           share           +8.0  +5.0 … +11.0     above +10.0       inconclusive
                mode-switch  not testable  nothing-else  +0.000  +0.000 … +0.000  within ± 1.0e-06  supported
                ema          supported     gain          +0.750  +0.700 … +0.800  below +0.900      supported
                Not testable with this grid: fixup
                """);
    }

    @Test
    void nothingIsSaidWhenNothingCanBeTested() {
        row("fixup", "not testable", "degradation", "not testable", Map.of());

        assertThat(ClaimsTable.of(rows)).isEmpty();
    }
}
