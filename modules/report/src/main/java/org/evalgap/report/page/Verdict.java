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
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.statistics.Estimate;

/** What a study found, in words that follow from its figures alone. */
final class Verdict {

    /**
     * What the scripts read.
     *
     * @param effects cells by the name of their {@link Effect}
     */
    record Findings(
            String headline,
            List<String> sentences,
            Map<String, Integer> effects,
            List<Scope> scopes,
            List<Group> causes) {}

    /**
     * Three accuracies and what their difference is made of.
     *
     * @param cell its number; absent for the mean of all
     * @param saw accuracy in the training log
     * @param get deployed accuracy
     * @param gap the former minus the latter
     * @param parts which add up to the gap; empty if they were not measured
     */
    record Scope(String title, Integer cell, Double saw, Double get, Double gap, List<Part> parts) {}

    /** A cause's share of a gap. */
    record Part(String cause, Double share) {}

    /**
     * Cells in which the same cause dominates.
     *
     * @param widens whether it widens the gap
     * @param cells how many
     * @param where what sets them apart
     * @param shares of the cause, ascending
     */
    record Group(String cause, boolean widens, int cells, String where, List<Double> shares) {}

    private final List<DegradationRow> rows;
    private final List<DegradationRow> measured;
    private final Axes axes;
    private final Map<Effect, List<Integer>> effects = new EnumMap<>(Effect.class);

    Verdict(List<DegradationRow> rows, Axes axes) {
        this.rows = rows;
        this.measured = rows.stream().filter(Verdict::tells).toList();
        this.axes = axes;
        for (Effect effect : Effect.values()) {
            effects.put(effect, new ArrayList<>());
        }
        for (int cell = 0; cell < rows.size(); cell++) {
            if (tells(rows.get(cell))) {
                effects.get(Effect.of(rows.get(cell))).add(cell);
            }
        }
    }

    /** A network that guesses in both modes has nothing to lose: cells of which most do so say nothing of eval(). */
    private static boolean tells(DegradationRow row) {
        return row.degradation() != null && !guesses(row);
    }

    private static boolean guesses(DegradationRow row) {
        return row.notLearned() != null && 2 * row.notLearned() > row.replicates();
    }

    /** One sentence: what eval() did. */
    String headline() {
        if (measured.isEmpty()) {
            return rows.isEmpty()
                    ? "There are no published trials yet."
                    : rows.stream().anyMatch(Verdict::guesses)
                            ? "No network is surely better than chance, so nothing can be said of eval()."
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
        int guessing = (int) rows.stream().filter(Verdict::guesses).count();
        if (guessing > 0) {
            sentences.add(count(guessing) + (guessing == 1 ? " is" : " are")
                    + " left out, as most of the networks there are not surely better than chance.");
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
     * The three numbers of two scopes: the cell with the most to say, and the mean of all cells. The former is the cell
     * that lost most by eval(); if none lost for certain, the one that gained most; if none did, the one whose gap is
     * largest either way.
     */
    List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>();
        Optional<Integer> loss = extreme(Effect.WORSE, Comparator.comparingDouble(Verdict::degradation));
        Optional<Integer> gain = extreme(Effect.BETTER, Comparator.comparingDouble(row -> -degradation(row)));
        Optional<Integer> gap = IntStream.range(0, rows.size())
                .boxed()
                .filter(cell -> tells(rows.get(cell)) && rows.get(cell).totalGap() != null)
                .max(Comparator.comparingDouble(
                        cell -> Math.abs(rows.get(cell).totalGap().mean())));
        if (loss.isPresent()) {
            scopes.add(scope("The cell that loses most by eval()", loss.get()));
        } else if (gain.isPresent()) {
            scopes.add(scope("The cell that gains most by eval()", gain.get()));
        } else {
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

    private Scope scope(String title, int cell) {
        DegradationRow row = rows.get(cell);
        return new Scope(
                title,
                cell,
                row.trainingLogAccuracy(),
                mean(row.evalModeAccuracy()),
                mean(row.totalGap()),
                parts(cause -> cause.share(row), mean(row.degradation()), mean(row.totalGap())));
    }

    private static Scope scopeOfAll(List<DegradationRow> complete) {
        boolean shares = complete.stream()
                .allMatch(row -> Arrays.stream(Cause.values()).allMatch(cause -> cause.share(row) != null));
        ToDoubleFunction<DegradationRow> gap = row -> row.totalGap().mean();
        return new Scope(
                "The mean of " + count(complete.size()),
                null,
                mean(complete, DegradationRow::trainingLogAccuracy),
                mean(complete, row -> row.evalModeAccuracy().mean()),
                mean(complete, gap),
                parts(
                        cause -> shares ? mean(complete, cause::share) : null,
                        mean(complete, Verdict::degradation),
                        mean(complete, gap)));
    }

    /** The four causes where they were measured; else what eval() did and the rest. */
    private static List<Part> parts(Function<Cause, Double> share, Double degradation, Double gap) {
        List<Part> parts = new ArrayList<>();
        if (Arrays.stream(Cause.values()).map(share).allMatch(value -> value != null)) {
            for (Cause cause : Cause.values()) {
                parts.add(new Part(cause.label(), share.apply(cause)));
            }
        } else if (degradation != null && gap != null) {
            parts.add(new Part("modes", degradation));
            parts.add(new Part("rest", gap - degradation));
        }
        return parts;
    }

    /**
     * Which cause has the largest share of the total gap in which cells, and whether it widens or narrows the gap there;
     * those that widen it first. Empty if shares were not measured.
     */
    List<Group> causes() {
        List<Group> groups = new ArrayList<>();
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

    private void addGroup(List<Group> groups, String cause, boolean widens, List<Integer> cells) {
        if (!cells.isEmpty()) {
            List<Double> shares = cells.stream()
                    .flatMap(cell -> Arrays.stream(Cause.values())
                            .filter(each -> each.label().equals(cause))
                            .map(each -> each.share(rows.get(cell))))
                    .sorted()
                    .toList();
            groups.add(new Group(cause, widens, cells.size(), axes.describe(cells), shares));
        }
    }

    /** All of it. */
    Findings findings() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        effects.forEach((effect, cells) -> counts.put(effect.name().toLowerCase(Locale.ROOT), cells.size()));
        return new Findings(headline(), sentences(), counts, scopes(), causes());
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
