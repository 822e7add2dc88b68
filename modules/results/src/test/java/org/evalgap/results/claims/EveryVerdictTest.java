package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.replicates.Looking;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.statistics.ImageBlocks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A contrast that can come out only one way is no evidence: for each of its verdicts there are rows that lead to it. */
class EveryVerdictTest {

    private static final int REPLICATES = 8;
    private static final double BASE = 0.3;

    private final SplittableRandom random = new SplittableRandom(1);

    static Stream<Arguments> verdictsOfEveryContrast() {
        return ClaimsFile.embedded().stream()
                .flatMap(claim -> claim.contrasts().stream()
                        .flatMap(
                                contrast -> verdicts(contrast).map(verdict -> Arguments.of(claim, contrast, verdict))));
    }

    private static Stream<Verdict> verdicts(Contrast contrast) {
        return Stream.concat(
                contrast.expectation().direction().ranges().stream()
                        .map(Direction.Range::verdict)
                        .distinct(),
                Stream.of(Verdict.INCONCLUSIVE, Verdict.PREMISE_NOT_MET, Verdict.NOT_TESTABLE));
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("verdictsOfEveryContrast")
    void rowsExistForEachVerdict(Claim claim, Contrast contrast, Verdict verdict) {
        boolean brokenPremise =
                verdict == Verdict.PREMISE_NOT_MET && contrast.premise().isPresent();
        boolean learned = verdict != Verdict.PREMISE_NOT_MET || brokenPremise;
        int replicates = verdict == Verdict.NOT_TESTABLE ? 1 : REPLICATES;
        double matters = contrast.expectation().matters();
        List<TrialResult> results = new ArrayList<>();
        for (int replicate = 0; replicate < replicates; replicate++) {
            double scatter = 0.01 * matters * (replicate - (replicates - 1) / 2.0);
            double effect = effect(contrast, verdict) + scatter;
            double level = contrast.second().isPresent() ? BASE : effect;
            double premise = brokenPremise ? scatter : BASE + scatter;
            results.add(trial(contrast, contrast.first(), replicate, learned, level, premise));
            if (contrast.second().isPresent()) {
                results.add(trial(contrast, contrast.second().get(), replicate, learned, level - effect, premise));
            }
        }

        ClaimsEvaluation evaluation = new ClaimsEvaluation(
                List.of(new Claim(claim.id(), claim.statement(), List.of(contrast))), Looking.ONCE);
        results.forEach(evaluation::add);

        ClaimRow row = evaluation.rows().get(0);
        assertThat(row.verdict()).isEqualTo(verdict.label());
        assertThat(row.claimVerdict()).isEqualTo(verdict.label());
    }

    /** Deep inside a range of that verdict; at a bound for one that is inconclusive. */
    private static double effect(Contrast contrast, Verdict verdict) {
        Expectation expectation = contrast.expectation();
        double scaled = expectation.direction().ranges().stream()
                .filter(range -> range.verdict() == verdict)
                .findFirst()
                .map(range -> Math.max(-3, range.lower()) + Math.min(3, range.upper()))
                .map(sum -> sum / 2)
                .orElseGet(() -> bound(expectation.direction()));
        return expectation.reference() + scaled * expectation.matters();
    }

    private static double bound(Direction direction) {
        Direction.Range any = direction.ranges().get(0);
        return Double.isFinite(any.lower()) ? any.lower() : any.upper();
    }

    private TrialResult trial(
            Contrast contrast, Conditions side, int replicate, boolean learned, double value, double premise) {
        Map<String, Object> settings = new LinkedHashMap<>();
        side.byKey()
                .forEach((key, condition) ->
                        settings.put(key, admitted(condition).orElse("absent")));
        String json = ConfigFactory.parseMap(settings).root().render(ConfigRenderOptions.concise());
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("settings", json);
        fixed.put("cellId", json);
        fixed.put("status", "OK");
        fixed.put("replicate", replicate);
        fixed.put("seed", (long) replicate);
        fixed.put("datasetFingerprint", "f");
        fixed.put("learned", learned);
        List<Record> rows = new ArrayList<>();
        boolean one = contrast.premise().isPresent()
                && contrast.premise().get().metric().equals(contrast.metric());
        double measured = contrast.per().isPresent() ? value * premise : value;
        addRows(contrast.metric(), one && contrast.second().isEmpty() ? premise : measured, rows);
        contrast.per().ifPresent(per -> addRows(per, premise, rows));
        if (contrast.per().isEmpty() && !one) {
            contrast.premise().ifPresent(each -> addRows(each.metric(), premise, rows));
        }
        if (one && premise < BASE / 2) {
            rows.clear();
            addRows(contrast.metric(), premise, rows);
        }
        return Rows.result(Rows.row(TrialRow.class, fixed, random), rows);
    }

    /** Rows of which the metric is a value. */
    private void addRows(Metric metric, double value, List<Record> rows) {
        boolean differs =
                metric.minusColumn().isPresent() || metric.minusWhere().isPresent();
        Map<String, Object> fixed = columns(metric, metric.where());
        put(metric.column(), differs ? BASE + value : value, metric, fixed);
        metric.minusColumn().ifPresent(column -> put(column, BASE, metric, fixed));
        rows.add(Rows.row(metric.table().type(), fixed, random));
        metric.minusWhere().ifPresent(conditions -> {
            Map<String, Object> subtracted = columns(metric, conditions);
            put(metric.column(), BASE, metric, subtracted);
            rows.add(Rows.row(metric.table().type(), subtracted, random));
        });
    }

    private static Map<String, Object> columns(Metric metric, Conditions conditions) {
        Map<String, Object> fixed = new HashMap<>();
        conditions.byKey().forEach((name, condition) -> {
            RowColumn column = metric.table().type().column(name).orElseThrow();
            fixed.put(name, admitted(condition).map(text -> typed(text, column)).orElse(null));
        });
        return fixed;
    }

    private static void put(RowColumn column, double value, Metric metric, Map<String, Object> fixed) {
        fixed.put(column.name(), value);
        metric.table().type().column(column.name() + "_by_block").ifPresent(byBlock -> {
            double[] blocks = new double[ImageBlocks.COUNT];
            Arrays.fill(blocks, value);
            fixed.put(byBlock.name(), ImageBlocks.text(blocks));
        });
    }

    /** A text that a condition admits; empty if it wants none. */
    private static Optional<String> admitted(Condition condition) {
        if (condition instanceof Condition.OneOf oneOf) {
            return Optional.of(oneOf.values().get(0)).filter(value -> !value.equals("absent"));
        }
        if (condition instanceof Condition.Bound bound) {
            return Stream.of(bound.bound(), bound.bound() + 0.25, bound.bound() - 0.25)
                    .map(EveryVerdictTest::text)
                    .filter(value -> condition.admits(Optional.of(value)))
                    .findFirst();
        }
        return Optional.of("512");
    }

    private static String text(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static Object typed(String text, RowColumn column) {
        Class<?> type = column.valueType();
        if (type == String.class) {
            return text;
        } else if (type == Boolean.class) {
            return Boolean.valueOf(text);
        } else if (type == Integer.class) {
            return Integer.valueOf(text);
        } else if (type == Long.class) {
            return Long.valueOf(text);
        }
        return Double.valueOf(text);
    }
}
