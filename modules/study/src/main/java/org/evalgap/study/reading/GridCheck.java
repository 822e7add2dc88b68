package org.evalgap.study.reading;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.evalgap.study.grid.Cells;
import org.evalgap.study.grid.Grid;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;

/** Checks that a grid has cells, not too many, and that each makes a trial. */
final class GridCheck {

    /** Of a grid that is too large to be run, so many cells are looked at. */
    private static final long LOOKED_AT = 200;

    private final Cells cells;
    private final int replicates;

    /** @param replicates the most of a cell */
    GridCheck(Cells cells, int replicates) {
        this.cells = cells;
        this.replicates = replicates;
    }

    /** What is wrong with the grid, and with its cells as {@code checker} sees them. */
    List<Problem> problems(CellChecker checker) {
        Problems problems = new Problems();
        Grid grid = cells.grid();
        if (grid.size() == 0) {
            problems.add("study.exclude", "at least one cell that is not excluded", "none");
        } else if (cells.size() > grid.size()) {
            problems.add(
                    "study.sample",
                    "at most the number of cells of the grid, " + grid.size(),
                    Long.toString(cells.size()));
        } else if (trials().compareTo(BigInteger.valueOf(Study.MOST_TRIALS)) > 0) {
            problems.add(
                    cells.sample().isPresent() ? "study.sample" : "study.grid",
                    "at most " + Study.MOST_TRIALS + " trials, or study.sample for a random subset of the cells",
                    cells.size() + " cells × " + replicates + " replicates = " + trials() + " trials");
            LongStream.range(0, Math.min(LOOKED_AT, grid.size()))
                    .mapToObj(i -> grid.cell(Math.max(1, grid.size() / LOOKED_AT) * i))
                    .forEach(checker::add);
            problems.addAll(checker.problemsOfSome());
        } else {
            cells.stream().forEach(checker::add);
            problems.addAll(checker.problems());
        }
        return problems.found();
    }

    private BigInteger trials() {
        return BigInteger.valueOf(cells.size()).multiply(BigInteger.valueOf(replicates));
    }
}
