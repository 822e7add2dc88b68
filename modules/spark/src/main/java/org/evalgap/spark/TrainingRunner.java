package org.evalgap.spark;

import java.io.Serializable;
import java.util.List;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.plan.Training;
import org.evalgap.experiment.result.TrialResult;

/** What a Spark task does with a training. Crosses to the executors. */
@FunctionalInterface
public interface TrainingRunner extends Serializable {

    /**
     * Trains once and evaluates every trial of the training.
     *
     * @return one result per trial, in any order; a trial that fails has a result that says so
     * @throws RuntimeException only if the machine is at fault, not the trial: the training is then tried again
     */
    List<TrialResult> run(Training training, Dataset dataset);
}
