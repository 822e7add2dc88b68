package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.rows.Rows;
import org.junit.jupiter.api.Test;

class ClaimsTableTest {

    private static final Map<String, Object> NOTHING_TO_NOTE = new HashMap<>();

    static {
        for (String column : List.of(
                "hidden",
                "sign",
                "premise",
                "reference",
                "published",
                "publishedLower",
                "publishedUpper",
                "publishedFinding",
                "publishedSource",
                "publishedNote")) {
            NOTHING_TO_NOTE.put(column, null);
        }
        for (String count : List.of("cells", "cellsPremiseNotMet", "cellsNotLearned", "missing")) {
            NOTHING_TO_NOTE.put(count, 0);
        }
    }

    private final List<ClaimRow> rows = new ArrayList<>();

    private void row(String claim, String claimVerdict, String contrast, String verdict, Map<String, ?> columns) {
        Map<String, Object> fixed = new HashMap<>(NOTHING_TO_NOTE);
        fixed.putAll(columns);
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

    private static Map<String, ?> with(Map<String, ?> columns, String column, Object value) {
        Map<String, Object> more = new HashMap<>(columns);
        more.put(column, value);
        return more;
    }

    @Test
    void aLineForEachContrastThatCanBeTested() {
        row("small-batch", "opposite", "degradation", "opposite", effect("points", "above", 0.1, -0.15, -0.18, -0.12));
        row("small-batch", "opposite", "share", "inconclusive", effect("points", "above", 0.1, 0.08, 0.05, 0.11));
        row("mode-switch", "not testable", "memory", "supported", effect("bytes", "within", 1e-6, 0, 0, 0));
        row("mode-switch", "not testable", "dropout", "not testable", Map.of());
        row("fixup", "not testable", "degradation", "not testable", Map.of());
        row(
                "ema",
                "supported",
                "gain",
                "supported",
                with(effect("ratio", "differs", 0.1, 0.75, 0.7, 0.8), "reference", 1.0));

        assertThat(ClaimsTable.of(rows)).isEqualTo("""

                claim        verdict       contrast     effect  95 % interval    claimed                     this contrast
                small-batch  opposite      degradation   -15.0  -18.0 … -12.0    above +10.0                 opposite
                                           share          +8.0  +5.0 … +11.0     above +10.0                 inconclusive
                mode-switch  not testable  memory        0.000  the same in all  within -1.0e-06 … +1.0e-06  supported
                ema          supported     gain         +0.750  +0.700 … +0.800  outside +0.900 … +1.100     supported
                Not testable with this grid: fixup
                """);
    }

    @Test
    void notesSayWhatAFigureDoesNotShow() {
        Map<String, Object> small = new HashMap<>(effect("points", "above", 0.1, 0.01, 0.008, 0.012));
        small.put("hidden", "cells from -0.1 to +0.12");
        small.put("sign", "positive");
        row("forgot-eval", "smaller than matters", "numbers", "smaller than matters", small);
        Map<String, Object> unmet = new HashMap<>();
        unmet.put("effect", null);
        unmet.put("lower", null);
        unmet.put("upper", null);
        unmet.put("unit", "points");
        unmet.put("direction", "not-above");
        unmet.put("threshold", 0.02);
        unmet.put("premise", "the cell is worse");
        unmet.put("cellsPremiseNotMet", 3);
        unmet.put("cellsNotLearned", 2);
        unmet.put("missing", 1);
        row("ema", "premise not met", "gain", "premise not met", unmet);

        assertThat(ClaimsTable.of(rows)).isEqualTo("""

                claim        verdict               contrast  effect  95 % interval  claimed         this contrast
                forgot-eval  smaller than matters  numbers     +1.0  +0.8 … +1.2    above +10.0     smaller than matters
                ema          premise not met       gain           –                 not above +2.0  premise not met
                forgot-eval/numbers: the mean hides cells from -0.1 to +0.12; the effect is small but surely positive
                ema/gain: left out 3 of 3 cells that are not surely so: the cell is worse; left out 2 cells whose networks learned nothing; left out 1 values, as trials of other cells of their replicate are missing
                """);
    }

    @Test
    void whatIsPublishedStandsBeside() {
        Map<String, Object> number = new HashMap<>(effect("points", "above", 0.02, 0.03, 0.01, 0.05));
        number.putAll(Map.of("published", 0.107, "publishedLower", 0.1, "publishedUpper", 0.114));
        row("ghost", "supported", "small", "supported", number);
        row(
                "ghost",
                "supported",
                "large",
                "supported",
                with(effect("points", "above", 0.02, 0.03, 0.01, 0.05), "publishedFinding", "better in every network"));

        assertThat(ClaimsTable.of(rows)).isEqualTo("""

                claim  verdict    contrast  effect  95 % interval  claimed     this contrast  published
                ghost  supported  small       +3.0  +1.0 … +5.0    above +2.0  supported      +10.7 (+10.0 … +11.4)
                                  large       +3.0  +1.0 … +5.0    above +2.0  supported      –
                ghost/large: published in words: better in every network
                """);
    }

    @Test
    void nothingIsSaidWhenNothingCanBeTested() {
        row("fixup", "not testable", "degradation", "not testable", Map.of());

        assertThat(ClaimsTable.of(rows)).isEmpty();
    }
}
