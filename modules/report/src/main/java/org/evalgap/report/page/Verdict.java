package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.statistics.Estimate;

/** What a study found, in words that follow from its figures alone. */
final class Verdict {

    private final List<DegradationRow> rows;
    private final List<DegradationRow> measured;
    private final Axes axes;
    private final Map<Effect, List<Integer>> effects = new EnumMap<>(Effect.class);

    Verdict(List<DegradationRow> rows, Axes axes) {
        this.rows = rows;
        this.measured = rows.stream().filter(row -> row.degradation() != null).toList();
        this.axes = axes;
        for (Effect effect : Effect.values()) {
            effects.put(effect, new ArrayList<>());
        }
        for (int cell = 0; cell < rows.size(); cell++) {
            if (rows.get(cell).degradation() != null) {
                effects.get(Effect.of(rows.get(cell))).add(cell);
            }
        }
    }

    /** One sentence: what eval() did. */
    String headline() {
        if (measured.isEmpty()) {
            return rows.isEmpty()
                    ? "There are no published trials yet."
                    : "No trial has finished, so nothing is known yet.";
        }
        int worse = effects.get(Effect.WORSE).size();
        int better = effects.get(Effect.BETTER).size();
        if (measured.stream().allMatch(row -> !row.degradation().hasInterval())) {
            return "One replicate of each cell cannot tell effect from chance: eval() came out worse in "
                    + count(cells(row -> row.degradation().mean() > 0)) + " and better in "
                    + cells(row -> row.degradation().mean() < 0) + " of " + measured.size() + ".";
        }
        if (worse == 0 && better == 0) {
            return "In none of " + count(measured.size()) + " did eval() change the accuracy beyond doubt.";
        }
        if (worse == 0) {
            return "eval() made the model better in " + better + " of " + count(measured.size()) + ", worse in none.";
        }
        if (better == 0) {
            return "eval() made the model worse in " + worse + " of " + count(measured.size()) + ", better in none.";
        }
        return "eval() made the model worse in " + worse + " and better in " + better + " of " + count(measured.size())
                + ".";
    }

    /** What stands below the headline. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (measured.isEmpty()) {
            return sentences;
        }
        sentences.add(String.format(
                Locale.ROOT,
                "%s within ± 1 point for certain; %s undecided, their intervals being too wide. With 95 %% intervals,"
                        + " one cell in forty looks worse by chance alone, and one in forty better.",
                capital(countAre(effects.get(Effect.UNCHANGED).size())),
                countAre(effects.get(Effect.UNDECIDED).size())));
        extreme(Effect.WORSE, Comparator.comparingDouble(Verdict::degradation))
                .ifPresent(cell -> sentences.add("The largest loss by eval(), " + ofCell(cell)));
        extreme(Effect.BETTER, Comparator.comparingDouble(row -> -degradation(row)))
                .ifPresent(cell -> sentences.add("The largest gain by eval(), " + ofCell(cell)));
        return sentences;
    }

    private Optional<Integer> extreme(Effect effect, Comparator<DegradationRow> order) {
        return effects.get(effect).stream().max(Comparator.comparing(rows::get, order));
    }

    private String ofCell(int cell) {
        DegradationRow row = rows.get(cell);
        String text = String.format(
                Locale.ROOT,
                "%.1f points: from %s in train mode to %s on the same images, at %s",
                100 * Math.abs(degradation(row)),
                percent(row.trainModeAccuracy().mean()),
                percent(row.evalModeAccuracy().mean()),
                row.cell());
        Optional<Cause> cause = Arrays.asList(Cause.STATISTICS, Cause.DROPOUT).stream()
                .filter(each -> each.share(row) != null)
                .max(Comparator.comparingDouble(each -> Math.abs(each.share(row))));
        return text
                + cause.map(each -> String.format(
                                Locale.ROOT,
                                "; of the two things that eval() switches, %s did more (%s)",
                                each.label(),
                                points(each.share(row))))
                        .orElse("")
                + ".";
    }

    /**
     * The three numbers of two scopes: the mean of all cells, and the cell that lost most, or has the largest gap if
     * none lost for certain.
     */
    List<Object> scopes() {
        List<Object> scopes = new ArrayList<>();
        Optional<Integer> loss = extreme(Effect.WORSE, Comparator.comparingDouble(Verdict::degradation));
        Optional<Integer> gap = IntStream.range(0, rows.size())
                .boxed()
                .filter(cell -> rows.get(cell).totalGap() != null)
                .max(Comparator.comparingDouble(
                        cell -> rows.get(cell).totalGap().mean()));
        loss.ifPresent(cell -> scopes.add(scope("The cell that loses most by eval()", cell)));
        if (loss.isEmpty()) {
            gap.ifPresent(cell -> scopes.add(scope("The cell with the largest total gap", cell)));
        }
        List<DegradationRow> complete = rows.stream()
                .filter(row -> row.totalGap() != null && row.trainingLogAccuracy() != null)
                .toList();
        if (complete.size() > 1) {
            scopes.add(scopeOfAll(complete));
        }
        return scopes;
    }

    private Map<String, Object> scope(String title, int cell) {
        DegradationRow row = rows.get(cell);
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("title", title);
        scope.put("cell", cell);
        scope.put("saw", row.trainingLogAccuracy());
        scope.put("get", mean(row.evalModeAccuracy()));
        scope.put("gap", mean(row.totalGap()));
        scope.put("parts", parts(cause -> cause.share(row), mean(row.degradation()), mean(row.totalGap())));
        return scope;
    }

    private Map<String, Object> scopeOfAll(List<DegradationRow> complete) {
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("title", "The mean of " + count(complete.size()));
        scope.put("cell", null);
        scope.put("saw", mean(complete, DegradationRow::trainingLogAccuracy));
        scope.put("get", mean(complete, row -> row.evalModeAccuracy().mean()));
        scope.put("gap", mean(complete, row -> row.totalGap().mean()));
        boolean shares = complete.stream()
                .allMatch(row -> Arrays.stream(Cause.values()).allMatch(cause -> cause.share(row) != null));
        scope.put(
                "parts",
                parts(
                        cause -> shares ? mean(complete, cause::share) : null,
                        mean(complete, Verdict::degradation),
                        mean(complete, row -> row.totalGap().mean())));
        return scope;
    }

    /** The four causes where they were measured; else what eval() did and the rest. */
    private static List<Object> parts(Function<Cause, Double> share, Double degradation, Double gap) {
        List<Object> parts = new ArrayList<>();
        if (Arrays.stream(Cause.values()).map(share).allMatch(value -> value != null)) {
            for (Cause cause : Cause.values()) {
                parts.add(Arrays.asList(cause.label(), share.apply(cause)));
            }
        } else if (degradation != null && gap != null) {
            parts.add(Arrays.asList("modes", degradation));
            parts.add(Arrays.asList("rest", gap - degradation));
        }
        return parts;
    }

    /**
     * Which cause has the largest share of the total gap in which cells, and whether it widens or narrows the gap there;
     * those that widen it first. Empty if shares were not measured.
     */
    List<Object> causes() {
        List<Object> groups = new ArrayList<>();
        for (boolean widens : new boolean[] {true, false}) {
            for (Cause cause : Cause.values()) {
                addGroup(
                        groups,
                        cause.label(),
                        widens,
                        where(row -> Cause.dominating(row)
                                .filter(cause::equals)
                                .filter(each -> each.share(row) > 0 == widens)
                                .isPresent()));
            }
        }
        addGroup(
                groups,
                "none",
                false,
                where(row -> Cause.STATISTICS.share(row) != null
                        && Cause.dominating(row).isEmpty()));
        return groups;
    }

    private List<Integer> where(Predicate<DegradationRow> passes) {
        return IntStream.range(0, rows.size())
                .filter(cell -> passes.test(rows.get(cell)))
                .boxed()
                .toList();
    }

    private void addGroup(List<Object> groups, String cause, boolean widens, List<Integer> cells) {
        if (!cells.isEmpty()) {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("cause", cause);
            group.put("widens", widens);
            group.put("cells", cells.size());
            group.put("where", axes.describe(cells));
            group.put(
                    "shares",
                    cells.stream()
                            .flatMap(cell -> Arrays.stream(Cause.values())
                                    .filter(each -> each.label().equals(cause))
                                    .map(each -> each.share(rows.get(cell))))
                            .sorted()
                            .toList());
            groups.add(group);
        }
    }

    /** For JSON. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("headline", headline());
        json.put("sentences", sentences());
        Map<String, Object> counts = new LinkedHashMap<>();
        effects.forEach((effect, cells) -> counts.put(effect.name().toLowerCase(Locale.ROOT), cells.size()));
        json.put("effects", counts);
        json.put("scopes", scopes());
        json.put("causes", causes());
        return json;
    }

    private int cells(Predicate<DegradationRow> passes) {
        return (int) measured.stream().filter(passes).count();
    }

    private static double degradation(DegradationRow row) {
        return row.degradation().mean();
    }

    private static Double mean(Estimate estimate) {
        return estimate == null ? null : (Double) estimate.mean();
    }

    private static Double mean(List<DegradationRow> rows, ToDoubleFunction<DegradationRow> figure) {
        return rows.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static String count(int cells) {
        return cells == 1 ? "1 cell" : cells + " cells";
    }

    private static String countAre(int cells) {
        return cells == 0 ? "none is" : cells == 1 ? "1 is" : cells + " are";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }

    private static String points(double fraction) {
        return String.format(Locale.ROOT, "%+.1f points", 100 * fraction).replace('-', '\u2212');
    }
}
