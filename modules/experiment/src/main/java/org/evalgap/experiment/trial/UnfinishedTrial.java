package org.evalgap.experiment.trial;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.Dataset;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Trial;

/** The result of a trial that could not make its own, as its process ended or no longer answers. */
public final class UnfinishedTrial {

    private UnfinishedTrial() {}

    /**
     * @param study name for the row
     * @param status CRASHED or TIMEOUT
     * @param reason what is known of the end
     */
    public static TrialResult result(String study, Trial trial, Dataset dataset, TrialStatus status, String reason) {
        TrialRows.Figures nothing = new TrialRows.Figures(0, 0, null, 0, 0, Instant.now(), Optional.empty());
        return TrialResult.of(TrialRows.row(study, trial, dataset, status, reason, nothing, List.of()));
    }
}
