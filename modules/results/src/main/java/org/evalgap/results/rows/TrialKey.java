package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.study.plan.Trial;

/** Which trial a row is of. */
public record TrialKey(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate) {

    public static TrialKey of(Trial trial) {
        return new TrialKey(trial.id(), trial.cellId(), trial.replicate());
    }
}
