package org.evalgap.cli.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.trial.TrialParts;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;

/** Whole trials of a study in this thread, one of each cell, without Spark and without tables. */
final class TrialBenchmark {

    private TrialBenchmark() {}

    /**
     * What trials that share a training cost.
     *
     * @param cell of the first
     * @param seconds processor seconds of each part
     */
    record Trial(String cell, Map<String, Double> seconds) {
        double training() {
            return seconds.getOrDefault(TrialParts.TRAINING, 0.0);
        }

        /** Everything but the training. */
        double measurements() {
            return seconds.values().stream().mapToDouble(Double::doubleValue).sum() - training();
        }
    }

    /**
     * Runs the first replicate of every cell, the first of them twice: at first calls run in the interpreter.
     *
     * @throws IllegalStateException if a trial does not end well
     */
    static List<Trial> run(Path file) {
        Study study = StudyReader.read(file);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        List<Training> trainings = Plan.whole(study, dataset).trainings().stream()
                .filter(training -> training.replicate() == 0)
                .toList();
        run(study, dataset, trainings.get(0));
        List<Trial> trials = new ArrayList<>();
        for (Training training : trainings) {
            trials.add(run(study, dataset, training));
        }
        return trials;
    }

    private static Trial run(Study study, Dataset dataset, Training training) {
        TrialRunner runner = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {});
        List<TrialResult> results = runner.run(training);
        for (TrialResult result : results) {
            if (result.trial().status() != TrialStatus.OK) {
                throw new IllegalStateException("cannot measure trial "
                        + result.trial().trialId()
                        + "; expected: status OK; received: " + result.trial().status() + ", "
                        + result.trial().reason());
            }
        }
        return new Trial(results.get(0).trial().cell(), runner.parts().seconds());
    }
}
