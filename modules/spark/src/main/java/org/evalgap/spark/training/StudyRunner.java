package org.evalgap.spark.training;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Training;
import org.evalgap.study.settings.EvaluationConfig;

/**
 * Trains and evaluates for real.
 *
 * @param study name for the rows
 * @param evaluation how trained networks are measured
 */
public record StudyRunner(String study, EvaluationConfig evaluation) implements TrainingRunner {

    @Override
    public List<TrialResult> run(Training training, Dataset dataset) {
        return run(training, dataset, () -> {});
    }

    @Override
    public List<TrialResult> run(Training training, Dataset dataset, Runnable checkpoint) {
        return new TrialRunner(study, dataset, evaluation, checkpoint).run(training);
    }
}
