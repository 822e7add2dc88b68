package org.evalgap.results.comparison;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * Compares two outputs cell by cell. Cells are matched by their settings, whatever their axes are called and whichever
 * version trained them; replicates by their seed and dataset. Of each trial only its accuracies stay in memory.
 */
public final class OutputComparison {

    private static final String DEPLOYED = Protocol.DEPLOYED.label();
    private static final String TRAIN_MODE = Protocol.FORGOT_EVAL.label();
    private static final String TRAINING_LOG = Protocol.TRAINING_LOG.label();

    /** Names of what results depend on, and where a trial has it. */
    private static final Map<String, Function<TrialRow, String>> PROVENANCE = provenanceOfTrials();

    private static final Comparator<TrialRow> ORDER =
            Comparator.comparing(TrialRow::cellSettings, CellSettings.ORDER).thenComparing(TrialRow::cell);

    private final Map<String, Cell> cells = new TreeMap<>();
    private final Map<String, Map<Side, SortedSet<String>>> provenance = new LinkedHashMap<>();
    private final Map<Side, Integer> trials = new EnumMap<>(Side.class);
    private final Map<Side, Integer> failures = new EnumMap<>(Side.class);

    private static Map<String, Function<TrialRow, String>> provenanceOfTrials() {
        Map<String, Function<TrialRow, String>> columns = new LinkedHashMap<>();
        columns.put("engine version", TrialRow::engineVersion);
        columns.put("numerics profile", TrialRow::numericsProfile);
        columns.put("dataset", trial -> trial.dataset() + " " + trial.datasetFingerprint());
        columns.put("seeds", trial -> Long.toString(trial.seed()));
        return columns;
    }

    /** What stays of the trials with the same settings. */
    private static final class Cell {
        private final Map<Side, Map<String, Map<String, Double>>> accuracies = new EnumMap<>(Side.class);
        private TrialRow trial;

        /** Accuracies by protocol, of each replicate by what its random streams come from. */
        Map<String, Map<String, Double>> of(Side side) {
            return accuracies.computeIfAbsent(side, absent -> new TreeMap<>());
        }
    }

    /** Takes in a trial of one of the two outputs. */
    public void add(Side side, TrialResult result) {
        TrialRow trial = result.trial();
        trials.merge(side, 1, Integer::sum);
        PROVENANCE.forEach((name, value) -> provenance
                .computeIfAbsent(name, absent -> new EnumMap<>(Side.class))
                .computeIfAbsent(side, absent -> new TreeSet<>())
                .add(value.apply(trial)));
        Cell cell = cells.computeIfAbsent(trial.settings(), absent -> new Cell());
        if (side == Side.SECOND || cell.trial == null) {
            cell.trial = trial;
        }
        Map<String, Map<String, Double>> replicates = cell.of(side);
        if (!trial.finished()) {
            failures.merge(side, 1, Integer::sum);
            return;
        }
        Map<String, Double> accuracies = new HashMap<>();
        for (EvaluationRow row : result.evaluations()) {
            if (row.domain() == Domain.ALL) {
                accuracies.put(row.protocol() + " " + row.evaluationBatchSize(), row.accuracy());
                accuracies.putIfAbsent(row.protocol(), row.accuracy());
            }
        }
        replicates.put(trial.replicateUnit(), accuracies);
    }

    /** Trials that were taken in of an output. */
    public int trials(Side side) {
        return trials.getOrDefault(side, 0);
    }

    /** Those of them that did not finish. */
    public int failures(Side side) {
        return failures.getOrDefault(side, 0);
    }

    /** What results depend on, whether it differs or not. */
    public List<ProvenanceDifference> provenance() {
        List<ProvenanceDifference> rows = new ArrayList<>();
        provenance.forEach((name, values) -> rows.add(new ProvenanceDifference(
                name,
                values.getOrDefault(Side.FIRST, new TreeSet<>()),
                values.getOrDefault(Side.SECOND, new TreeSet<>()))));
        return rows;
    }

    /** Labels of the cells that only one output has, in the order in which people read cells. */
    public List<String> onlyIn(Side side) {
        return cells.values().stream()
                .filter(cell -> cell.accuracies.keySet().equals(Set.of(side)))
                .map(cell -> cell.trial)
                .sorted(ORDER)
                .map(TrialRow::cell)
                .toList();
    }

    /** Cells that both outputs have, in the order in which people read them; those in which no replicate finished have no accuracies. */
    public List<CellDifference> cells() {
        return cells.values().stream()
                .filter(cell -> cell.accuracies.size() == Side.values().length)
                .sorted(Comparator.comparing(cell -> cell.trial, ORDER))
                .map(OutputComparison::difference)
                .toList();
    }

    private static CellDifference difference(Cell cell) {
        Map<String, Map<String, Double>> first = cell.of(Side.FIRST);
        Map<String, Map<String, Double>> second = cell.of(Side.SECOND);
        boolean paired = !first.isEmpty() && first.keySet().equals(second.keySet());
        return new CellDifference(
                cell.trial.cell(),
                cell.trial.axes(),
                first.size(),
                second.size(),
                paired,
                paired && first.keySet().stream().allMatch(key -> equal(first.get(key), second.get(key))),
                difference(first, second, paired, accuracies -> accuracies.get(DEPLOYED)),
                difference(first, second, paired, accuracies -> minus(accuracies, TRAIN_MODE, DEPLOYED)),
                difference(first, second, paired, accuracies -> minus(accuracies, TRAINING_LOG, DEPLOYED)));
    }

    private static boolean equal(Map<String, Double> first, Map<String, Double> second) {
        Set<String> common = new TreeSet<>(first.keySet());
        common.retainAll(second.keySet());
        return common.stream().allMatch(protocol -> first.get(protocol).equals(second.get(protocol)));
    }

    private static Double minus(Map<String, Double> accuracies, String minuend, String subtrahend) {
        Double first = accuracies.get(minuend);
        Double second = accuracies.get(subtrahend);
        return first == null || second == null ? null : first - second;
    }

    private static MetricDifference difference(
            Map<String, Map<String, Double>> first,
            Map<String, Map<String, Double>> second,
            boolean paired,
            Function<Map<String, Double>, Double> metric) {
        double[] ofFirst = values(first.values(), metric);
        double[] ofSecond = values(second.values(), metric);
        return paired && ofFirst.length == first.size() && ofSecond.length == second.size()
                ? MetricDifference.paired(ofFirst, ofSecond)
                : MetricDifference.independent(ofFirst, ofSecond);
    }

    private static double[] values(
            Collection<Map<String, Double>> replicates, Function<Map<String, Double>, Double> metric) {
        return replicates.stream()
                .map(metric)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }
}
