package org.evalgap.study.problems;

import java.util.Optional;

/**
 * One thing that is wrong with a study.
 *
 * @param path where: the key as it stands in the file, such as {@code study.grid."training.batch-size"[2]}
 * @param expected what would have been accepted
 * @param received what was there
 * @param suggestion the nearest known name, when {@code received} looks like a misspelling of it
 * @param cells in how many cells of the grid, 0 when it has nothing to do with cells
 * @param allCells cells of the grid
 */
public record Problem(
        String path, String expected, String received, Optional<String> suggestion, long cells, long allCells) {

    /** A problem of the file as such. */
    public Problem(String path, String expected, String received) {
        this(path, expected, received, Optional.empty(), 0, 0);
    }

    Problem withSuggestion(Optional<String> nearest) {
        return new Problem(path, expected, received, nearest, cells, allCells);
    }

    /** The same, known to be in some cells. */
    public Problem inCells(long count, long of) {
        return new Problem(path, expected, received, suggestion, count, of);
    }

    /** {@code path: expected …, received …; did you mean …? (in 3 of 12 cells)}. */
    @Override
    public String toString() {
        return path + ": expected " + expected + ", received " + received
                + suggestion.map(name -> "; did you mean " + name + "?").orElse("")
                + (cells < allCells ? " (in " + cells + " of " + allCells + " cells)" : "");
    }
}
