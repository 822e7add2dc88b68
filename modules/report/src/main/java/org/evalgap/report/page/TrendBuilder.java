package org.evalgap.report.page;

import java.util.List;
import java.util.Map;
import org.evalgap.report.CellAxes;
import org.evalgap.results.rows.DegradationTable;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * Collects the trials of several outputs of like studies into one page: the run is an axis beside those of the studies,
 * and what the page draws first.
 */
public final class TrendBuilder {

    /** The scripts draw the axis of this name along x if there is one. */
    private static final String AXIS = "run";

    private final ReportBuilder page = new ReportBuilder();
    private final DegradationTable degradation = new DegradationTable();

    /**
     * Takes in a published trial, finished or not.
     *
     * @param run name of the output it is from; the names' order is that of the runs
     */
    public void add(String run, TrialResult result) {
        TrialRow trial = result.trial();
        String label = AXIS + "=" + run + (trial.cell().isEmpty() ? "" : ", " + trial.cell());
        Map<String, String> axes = CellAxes.of(trial.axes(), trial.cell());
        axes.put(AXIS, run);
        TrialResult ofRun = result.with(trial.withCell(trial.cellId() + " " + run, label, Json.text(axes)));
        page.add(ofRun);
        degradation.add(ofRun);
    }

    /**
     * What the page shows.
     *
     * @param location the outputs, as a command would name them
     */
    public ReportData build(String location) {
        return page.build(degradation.rows(), List.of(), location);
    }
}
