package org.evalgap.spark;

import java.util.List;
import org.evalgap.experiment.config.EvaluationConfig;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.plan.Training;
import org.evalgap.experiment.result.TrialResult;
import org.evalgap.experiment.trial.TrialRunner;

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
