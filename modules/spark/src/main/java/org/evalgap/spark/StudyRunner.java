package org.evalgap.spark;

import java.util.List;
import org.apache.spark.TaskContext;
import org.evalgap.experiment.config.EvaluationConfig;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.plan.Training;
import org.evalgap.experiment.result.TrialResult;
import org.evalgap.experiment.trial.TrialRunner;

/**
 * Trains and evaluates for real, and gives up when Spark wants the task no more: native code notices no interrupt, so it
 * is asked between batches.
 *
 * @param study name for the rows
 * @param evaluation how trained networks are measured
 */
public record StudyRunner(String study, EvaluationConfig evaluation) implements TrainingRunner {

    @Override
    public List<TrialResult> run(Training training, Dataset dataset) {
        return new TrialRunner(study, dataset, evaluation, StudyRunner::checkNotKilled).run(training);
    }

    private static void checkNotKilled() {
        TaskContext task = TaskContext.get();
        if (task != null && task.isInterrupted()) {
            throw new TrialRunner.CancelledException("Spark has killed the task");
        }
    }
}
