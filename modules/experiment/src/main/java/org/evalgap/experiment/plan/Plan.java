package org.evalgap.experiment.plan;

import java.util.List;

/**
 * What has to be trained.
 *
 * @param trainings with at least one trial that is not published, longest first
 * @param cells distinct cells of the study
 * @param trials trials of the study: cells × replicates
 * @param published trials of the study that are published already
 */
public record Plan(List<Training> trainings, long cells, long trials, long published) {

    public Plan {
        trainings = List.copyOf(trainings);
    }

    /** Predicted time of all trainings on one core. */
    public double predictedSeconds() {
        return trainings.stream().mapToDouble(Training::predictedSeconds).sum();
    }

    /** Predicted peak of native memory of the largest training. */
    public long predictedBytes() {
        return trainings.stream().mapToLong(Training::predictedBytes).max().orElse(0);
    }
}
