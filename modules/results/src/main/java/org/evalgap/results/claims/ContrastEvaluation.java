package org.evalgap.results.claims;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evalgap.results.replicates.Looking;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.ImageFigure;
import org.evalgap.results.statistics.ReplicateMean;
import org.evalgap.results.statistics.TwoKinds;
import org.evalgap.results.statistics.Uncertain;

/**
 * Decides about one contrast. Replicates are the units: the effects of a replicate's trials, or of its pairs of trials, are
 * averaged over the same cells in each. Two trials make a pair if they belong to one replicate and agree on every setting
 * that both have and the contrast neither selects nor sets free; a trial is no pair with itself.
 */
final class ContrastEvaluation {

    private final Contrast contrast;
    private final Looking looking;
    private final List<Observation> observations = new ArrayList<>();

    /** @param looking how the study looks at its results */
    ContrastEvaluation(Contrast contrast, Looking looking) {
        this.contrast = contrast;
        this.looking = looking;
    }

    Contrast contrast() {
        return contrast;
    }

    void add(TrialResult result) {
        observations.add(Observation.of(contrast, result));
    }

    /** A value and what it may be a multiple of. */
    private record Parts(ImageFigure value, Optional<ImageFigure> per) {

        static Parts mean(List<Parts> all) {
            return new Parts(
                    ImageFigure.mean(all.stream().map(Parts::value).toList()),
                    all.get(0)
                            .per()
                            .map(any -> ImageFigure.mean(all.stream()
                                    .map(each -> each.per().orElseThrow())
                                    .toList())));
        }
    }

    /** The most replicates that a cell has. */
    int replicates() {
        return 1 + observations.stream().mapToInt(Observation::number).max().orElse(-1);
    }

    /** With all replicates. */
    Finding find() {
        return find(observations);
    }

    /** With the first replicates alone. */
    Finding find(int replicates) {
        return find(upTo(replicates, observations));
    }

    private Finding find(List<Observation> seen) {
        List<Observation> first = contrast.first().among(seen, Observation::setting);
        Optional<List<Observation>> second =
                contrast.second().map(conditions -> conditions.among(seen, Observation::setting));
        Set<String> notLearned = new TreeSet<>(cellsThatDidNotLearn(first));
        second.ifPresent(others -> notLearned.addAll(cellsThatDidNotLearn(others)));
        List<Observation> learned = without(notLearned, first);
        Premises premises = premises(learned);
        Set<String> unmet = premises.unmet();
        Set<String> unknown = premises.unknown();
        List<Observation> looked = without(unmet, without(unknown, learned));
        Layout<Parts> layout = layout(looked, second.map(trials -> without(notLearned, trials)));
        Map<String, List<Parts>> cells = layout.complete();
        int values = cells.values().stream().mapToInt(List::size).sum();
        Uncertain effect = effect(cells);
        boolean excluded = !unmet.isEmpty() || !notLearned.isEmpty();
        return new Finding(
                effect,
                effect.isKnown()
                        ? Optional.empty()
                        : Optional.of(
                                values == 0 && excluded && unknown.isEmpty()
                                        ? Verdict.PREMISE_NOT_MET
                                        : Verdict.NOT_TESTABLE),
                cells.values().stream().mapToInt(List::size).findFirst().orElse(0),
                cells.size(),
                values,
                layout.expected() - values,
                unmet.size(),
                notLearned.size(),
                effect.isKnown() ? hidden(cells) : Optional.empty());
    }

    /**
     * Cells that have to do with the contrast if it is not decided: those that have a value, or are paired to one, and whose
     * networks learn, and that are as the premise says or may be found to be.
     *
     * @param last the most replicates that there will be
     */
    Set<String> openCells(int last) {
        List<Observation> first = learned(contrast.first().among(observations, Observation::setting));
        List<Observation> open = without(premises(first).hopeless(last), first);
        Optional<List<Observation>> second =
                contrast.second().map(conditions -> learned(conditions.among(observations, Observation::setting)));
        Set<String> cells = cells(allLayout(open, second));
        // Without one of its cells, which had enough replicates before, a contrast stays as it is.
        return replicates(cells) < replicates() ? Set.of() : cells;
    }

    private static Set<String> cells(Layout<Parts> layout) {
        return layout.cells().stream()
                .flatMap(pair -> Stream.of(pair.split(" ")))
                .collect(Collectors.toSet());
    }

    /** The most that each of some cells has. */
    private int replicates(Set<String> cells) {
        return observations.stream()
                .filter(trial -> cells.contains(trial.cell()))
                .collect(Collectors.groupingBy(
                        Observation::cell, Collectors.mapping(Observation::number, Collectors.maxBy(Integer::compare))))
                .values()
                .stream()
                .mapToInt(most -> most.orElseThrow() + 1)
                .min()
                .orElse(0);
    }

    private static List<Observation> learned(List<Observation> trials) {
        return without(cellsThatDidNotLearn(trials), trials);
    }

    private static List<Observation> without(Set<String> cells, List<Observation> trials) {
        return trials.stream().filter(trial -> !cells.contains(trial.cell())).toList();
    }

    /** By cell: leaving out single trials would choose among seeds. */
    private static Set<String> cellsThatDidNotLearn(Collection<Observation> trials) {
        return trials.stream()
                .filter(trial -> trial.value().isPresent())
                .collect(Collectors.groupingBy(
                        Observation::cell, Collectors.averagingInt(trial -> trial.learned() ? 1 : 0)))
                .entrySet()
                .stream()
                .filter(cell -> cell.getValue() <= 0.5)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * What the premise's number is in each cell; nothing without a premise.
     *
     * @param means by cell, each with its number of replicates
     */
    private record Premises(Optional<Premise> premise, Map<String, Mean> means, double level) {

        record Mean(Uncertain value, int replicates) {}

        /** Cells of too few replicates to tell. */
        Set<String> unknown() {
            return cells(mean -> !mean.value().isKnown());
        }

        /** Cells that are not surely as it says. */
        Set<String> unmet() {
            return cells(mean -> mean.value().isKnown() && verdict(mean.value()) != Verdict.SUPPORTED);
        }

        /** Cells that are surely otherwise, or would be neither way with the most replicates there will be. */
        Set<String> hopeless(int last) {
            return cells(mean ->
                    mean.value().isKnown() && verdict(mean.value().with(mean.replicates(), last)) != Verdict.SUPPORTED);
        }

        private Verdict verdict(Uncertain mean) {
            return premise.orElseThrow().expectation().of(mean).alone(level);
        }

        private Set<String> cells(Predicate<Mean> which) {
            return means.entrySet().stream()
                    .filter(cell -> which.test(cell.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }

    private Premises premises(List<Observation> trials) {
        Map<String, Premises.Mean> means = new TreeMap<>();
        if (contrast.premise().isPresent()) {
            trials.stream()
                    .collect(Collectors.groupingBy(Observation::cell, TreeMap::new, Collectors.toList()))
                    .forEach((cell, ofCell) -> {
                        List<ImageFigure> values = ofCell.stream()
                                .flatMap(trial -> trial.premise().stream())
                                .toList();
                        means.put(cell, new Premises.Mean(ReplicateMean.of(values), values.size()));
                    });
        }
        return new Premises(contrast.premise(), means, looking.level());
    }

    /**
     * Where results decide how many replicates a cell has, only those that all cells of the contrast have count: which cells
     * have more is no chance.
     */
    private Layout<Parts> layout(List<Observation> first, Optional<List<Observation>> second) {
        Layout<Parts> all = allLayout(first, second);
        if (!looking.decides()) {
            return all;
        }
        int common = replicates(cells(all));
        return allLayout(upTo(common, first), second.map(trials -> upTo(common, trials)));
    }

    private static List<Observation> upTo(int replicates, List<Observation> trials) {
        return trials.stream().filter(trial -> trial.number() < replicates).toList();
    }

    private Layout<Parts> allLayout(List<Observation> first, Optional<List<Observation>> second) {
        return second.isEmpty() ? layout(first) : layout(first, second.get());
    }

    private Layout<Parts> layout(List<Observation> trials) {
        Layout<Parts> layout = new Layout<>();
        Set<String> measured = trials.stream()
                .filter(trial -> trial.value().isPresent())
                .map(Observation::cell)
                .collect(Collectors.toSet());
        for (Observation trial : trials) {
            if (measured.contains(trial.cell())) {
                layout.expect(trial.cell(), trial.unit());
                parts(trial).ifPresent(parts -> layout.put(trial.cell(), trial.unit(), parts));
            }
        }
        return layout;
    }

    private Layout<Parts> layout(List<Observation> first, List<Observation> second) {
        Map<String, Map<String, List<Parts>>> byPair = new TreeMap<>();
        Layout<Parts> layout = new Layout<>();
        Set<String> measured = new TreeSet<>();
        Map<String, Set<String>> units = new LinkedHashMap<>();
        for (Observation one : first) {
            for (Observation other : second) {
                if (one.unit().equals(other.unit())
                        && !one.cell().equals(other.cell())
                        && contrast.isPair(one.settings(), other.settings())) {
                    String pair = one.cell() + " " + other.cell();
                    units.computeIfAbsent(pair, absent -> new LinkedHashSet<>()).add(one.unit());
                    Optional<Parts> difference = parts(one)
                            .flatMap(parts -> other.value()
                                    .map(value -> new Parts(parts.value().minus(value), parts.per())));
                    difference.ifPresent(parts -> {
                        measured.add(pair);
                        byPair.computeIfAbsent(pair, absent -> new TreeMap<>())
                                .computeIfAbsent(one.unit(), absent -> new ArrayList<>())
                                .add(parts);
                    });
                }
            }
        }
        measured.forEach(pair -> units.get(pair).forEach(unit -> layout.expect(pair, unit)));
        byPair.forEach((pair, ofUnits) -> ofUnits.forEach((unit, parts) -> layout.put(pair, unit, Parts.mean(parts))));
        return layout;
    }

    private Optional<Parts> parts(Observation trial) {
        return contrast.per().isEmpty()
                ? trial.value().map(value -> new Parts(value, Optional.empty()))
                : trial.value().flatMap(value -> trial.per().map(per -> new Parts(value, Optional.of(per))));
    }

    private Uncertain effect(Map<String, List<Parts>> cells) {
        List<Parts> replicates = overCells(cells);
        List<ImageFigure> values = replicates.stream().map(Parts::value).toList();
        if (contrast.per().isEmpty() || replicates.isEmpty()) {
            return ReplicateMean.of(values);
        }
        return ReplicateMean.ratio(
                values,
                replicates.stream().map(parts -> parts.per().orElseThrow()).toList());
    }

    private static List<Parts> overCells(Map<String, List<Parts>> cells) {
        int replicates =
                cells.values().stream().mapToInt(List::size).findFirst().orElse(0);
        return IntStream.range(0, replicates)
                .mapToObj(i -> Parts.mean(
                        cells.values().stream().map(cell -> cell.get(i)).toList()))
                .toList();
    }

    /** Whether cells, or replicates, are of two kinds; not of a multiple, whose cells have no effects of their own. */
    private Optional<String> hidden(Map<String, List<Parts>> cells) {
        if (contrast.per().isPresent()) {
            return Optional.empty();
        }
        List<Uncertain> ofCells = cells.values().stream()
                .map(cell -> ReplicateMean.of(cell.stream().map(Parts::value).toList()))
                .toList();
        Map<Direction.Range, Long> sure = ofCells.stream()
                .map(contrast.expectation()::of)
                .filter(outcome -> outcome.alone(looking.level()) != Verdict.INCONCLUSIVE)
                .collect(Collectors.groupingBy(Expectation.Outcome::range, LinkedHashMap::new, Collectors.counting()));
        double matters = contrast.expectation().matters();
        if (sure.size() > 1
                || TwoKinds.in(ofCells.stream().mapToDouble(Uncertain::mean).toArray(), matters)) {
            return Optional.of("cells from " + least(ofCells) + " to " + most(ofCells));
        }
        List<ImageFigure> replicates =
                overCells(cells).stream().map(Parts::value).toList();
        return TwoKinds.in(replicates.stream().mapToDouble(ImageFigure::number).toArray(), matters)
                ? Optional.of("replicates of two kinds")
                : Optional.empty();
    }

    private static String least(List<Uncertain> effects) {
        return number(effects.stream().mapToDouble(Uncertain::mean).min().orElseThrow());
    }

    private static String most(List<Uncertain> effects) {
        return number(effects.stream().mapToDouble(Uncertain::mean).max().orElseThrow());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%+.3g", value);
    }
}
