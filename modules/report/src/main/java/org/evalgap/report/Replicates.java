package org.evalgap.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;

/** The accuracies of single replicates, of cells that have too few of them for a mean to stand for all. */
public final class Replicates {

    /** Replicates from which on an interval says more than the values do. */
    static final int ENOUGH = 4;

    private final Map<String, List<Map<String, Double>>> cells = new HashMap<>();

    /** Takes in a published trial; one that did not finish has nothing to add. */
    public void add(TrialResult result) {
        if (result.trial().status().equals("OK")) {
            Map<String, Double> accuracies = new HashMap<>();
            for (EvaluationRow row : result.evaluations()) {
                if (row.domain().equals("all")) {
                    accuracies.putIfAbsent(row.protocol(), row.accuracy());
                }
            }
            cells.computeIfAbsent(result.trial().cellId(), absent -> new ArrayList<>())
                    .add(accuracies);
        }
    }

    /** A cell's accuracies under a protocol, or of their differences to another; empty where there are enough of them. */
    List<Double> few(String cellId, String protocol, String subtracted) {
        List<Map<String, Double>> replicates = cells.getOrDefault(cellId, List.of());
        return replicates.size() >= ENOUGH
                ? List.of()
                : replicates.stream()
                        .map(accuracies -> difference(accuracies, protocol, subtracted))
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .toList();
    }

    private static OptionalDouble difference(Map<String, Double> accuracies, String protocol, String subtracted) {
        Double value = accuracies.get(protocol);
        Double other = subtracted == null ? Double.valueOf(0) : accuracies.get(subtracted);
        return value == null || other == null ? OptionalDouble.empty() : OptionalDouble.of(value - other);
    }
}
