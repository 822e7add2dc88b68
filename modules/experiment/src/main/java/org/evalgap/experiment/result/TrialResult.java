package org.evalgap.experiment.result;

import java.util.List;

/** Everything one trial leaves: the unit that is published at once. */
public record TrialResult(TrialRow trial, List<EpochRow> epochs, List<EvaluationRow> evaluations) {

    public TrialResult {
        epochs = List.copyOf(epochs);
        evaluations = List.copyOf(evaluations);
    }
}
