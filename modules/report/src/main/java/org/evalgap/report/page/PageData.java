package org.evalgap.report.page;

import java.util.List;
import java.util.Map;
import org.evalgap.report.figures.Figures;
import org.evalgap.study.publication.Publication;

/**
 * What the scripts of a page read: each record is a JSON object with the names of its components. Whatever there is much
 * of is stored by columns, lists of equal length, so that a name is written once.
 *
 * @param location the output directory, as a command would name it
 * @param live of a sweep that runs; absent if none does
 * @param metrics figures that every cell has, by name; each list has a place for every cell
 * @param details of as many cells as fit, by number of cell
 * @param claims rows of their table, by the columns' names in camelCase
 * @param publication what the study repeats in small; absent if it does not say
 * @param causes names of the four things that change between the training log and deployment
 * @param findings of check-ups, one for each; none of trials
 * @param notes on what was left out
 */
record PageData(
        String study,
        String location,
        Live live,
        Provenance.Facts provenance,
        Verdict.Findings verdict,
        List<Axis> axes,
        Cells cells,
        Map<String, Figures> metrics,
        Map<String, CellDetails.Details> details,
        List<Map<String, Object>> claims,
        Publication publication,
        TrialList.Trials trials,
        List<String> causes,
        List<Finding> findings,
        List<String> notes) {

    /**
     * What a check-up concludes.
     *
     * @param model that was checked up
     * @param cause its id
     * @param meaning of the cause, in words
     * @param reason figures that speak for it, in words
     * @param recommendation what to do, in words
     * @param degradation accuracy that eval() costs: mean, lower and upper end of its 95 % interval over images
     * @param totalGap the same of what was lost since the training log
     */
    record Finding(
            String model,
            String cause,
            String meaning,
            String reason,
            String recommendation,
            List<Double> degradation,
            List<Double> totalGap) {}

    /**
     * An axis of the study.
     *
     * @param key of the setting
     * @param values in the order in which people read them
     * @param numeric whether all are numbers
     */
    record Axis(String key, List<String> values, boolean numeric) {}

    /**
     * The cells, by columns.
     *
     * @param position on each axis, the number of the cell's value; -1 where the axis does not matter to the cell
     * @param endedBy why it has no more replicates; null while it is to have more
     * @param effect name of an {@link Effect}; null without a finished replicate
     * @param cause the one with the largest sure share; null if there is none
     */
    record Cells(
            List<String> id,
            List<List<Integer>> position,
            List<Integer> replicates,
            List<Integer> failures,
            List<String> endedBy,
            List<String> effect,
            List<String> cause) {}
}
