package org.evalgap.study.reading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.problems.Problem;

/** Checks the cells of a study one by one, and reports a problem of many cells once. */
final class CellChecker {

    private final TrialTemplate template;
    private final Optional<TrialCheck> check;
    private final Map<Problem, Long> counts = new LinkedHashMap<>();
    private long cells;

    /**
     * @param template makes trials of cells
     * @param facts of the dataset; without them, trials are not checked against it
     */
    CellChecker(TrialTemplate template, Optional<DatasetFacts> facts) {
        this.template = template;
        this.check = facts.map(TrialCheck::new);
    }

    void add(Cell cell) {
        cells++;
        List<Problem> reading = template.problems(cell);
        List<Problem> found = reading.isEmpty()
                ? check.map(known -> known.problems(cell, template.trial(cell))).orElse(List.of())
                : reading;
        found.stream().distinct().forEach(problem -> counts.merge(problem, 1L, Long::sum));
    }

    /** What is wrong, with the number of cells that have the problem. */
    List<Problem> problems() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().inCells(entry.getValue(), cells))
                .toList();
    }

    /** What is wrong, when not all cells of the grid were added. */
    List<Problem> problemsOfSome() {
        return List.copyOf(counts.keySet());
    }
}
