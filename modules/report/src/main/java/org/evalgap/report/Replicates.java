package org.evalgap.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;

/** The accuracies of single replicates, of cells that have too few of them for a mean to stand for all. */
public final class Replicates {

    /** Replicates from which on an interval says more than the values do. */
    static final int ENOUGH = 4;

    private final Map<String, List<Map<String, Double>>> cells = new HashMap<>();

    /** Takes in a published trial; one that did not finish has nothing to add. */
    public void add(TrialResult result) {
        if (result.trial().finished()) {
            Map<String, Double> accuracies = new HashMap<>();
            for (EvaluationRow row : result.evaluations()) {
                if (row.domain() == Domain.ALL) {
                    accuracies.putIfAbsent(row.protocol(), row.accuracy());
                }
            }
            cells.computeIfAbsent(result.trial().cellId(), absent -> new ArrayList<>())
                    .add(accuracies);
        }
    }

    /** A cell's accuracies under a protocol; empty where there are enough of them. */
    List<Double> few(String cellId, Protocol protocol) {
        return few(cellId, accuracies -> accuracies.get(protocol.label()));
    }

    /** Of each replicate of a cell, the accuracy under one protocol minus that under another; empty where there are enough. */
    List<Double> few(String cellId, Protocol minuend, Protocol subtrahend) {
        return few(cellId, accuracies -> {
            Double first = accuracies.get(minuend.label());
            Double second = accuracies.get(subtrahend.label());
            return first == null || second == null ? null : first - second;
        });
    }

    private List<Double> few(String cellId, Function<Map<String, Double>, Double> figure) {
        List<Map<String, Double>> replicates = cells.getOrDefault(cellId, List.of());
        return replicates.size() >= ENOUGH
                ? List.of()
                : replicates.stream().map(figure).filter(Objects::nonNull).toList();
    }
}
