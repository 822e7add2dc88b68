package org.evalgap.spark.training;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Training;

/** What a Spark task does with a training. Crosses to the executors, and to processes that they start. */
@FunctionalInterface
public interface TrainingRunner extends Serializable {

    /**
     * Trains once and evaluates every trial of the training.
     *
     * @return one result per trial, in any order; a trial that fails has a result that says so
     * @throws RuntimeException only if the machine is at fault, not the trial: the training is then tried again
     */
    List<TrialResult> run(Training training, Dataset dataset);

    /**
     * The same, telling of progress.
     *
     * @param checkpoint run before every batch, by the calling thread; may throw what ends a training
     */
    default List<TrialResult> run(Training training, Dataset dataset, Runnable checkpoint) {
        return run(training, dataset);
    }

    /** The study's name, for the rows of trials that cannot make their own. */
    default String study() {
        return "";
    }
}
