package org.evalgap.experiment.trial;

import java.util.List;
import org.evalgap.experiment.attribution.Bootstrap;
import org.evalgap.experiment.evaluation.DeploymentProbe.Observation;
import org.evalgap.results.rows.DeploymentRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.plan.Trial;

/** The row that the observed use of one trial leaves. */
final class DeploymentRows {

    private DeploymentRows() {}

    /**
     * @param parameterDistance of the parameters in use from those that training left
     * @param resamples of the bootstrap interval; 0 for none
     */
    static DeploymentRow of(Trial trial, Observation observed, double parameterDistance, int resamples) {
        double lost = observed.eval().accuracy() - observed.used().accuracy();
        Estimate lostInUse = resamples == 0
                ? Estimate.withoutInterval(lost)
                : new Bootstrap(
                                List.of(
                                        observed.eval().outcomes(),
                                        observed.used().outcomes()),
                                resamples,
                                trial.seed().child("deployment bootstrap"))
                        .difference(
                                lost,
                                observed.eval().outcomes(),
                                observed.used().outcomes());
        return new DeploymentRow(
                TrialKey.of(trial),
                observed.used().all().images(),
                observed.used().accuracy(),
                lostInUse,
                observed.evalDifference(),
                observed.repeatDifference(),
                observed.batchDifference(),
                observed.dropoutDistance(),
                observed.trainModeDistance(),
                parameterDistance);
    }
}
