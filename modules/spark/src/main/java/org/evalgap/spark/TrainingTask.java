package org.evalgap.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.plan.Training;
import org.evalgap.experiment.plan.Trial;
import org.evalgap.experiment.result.TrialResult;

/**
 * One Spark task: runs a training and publishes its trials before it returns, so that whatever happens to the task's
 * own result, to the executor or to the driver afterwards, what was trained is kept. What another attempt has published
 * is not run again.
 *
 * @param location the output directory
 * @param configuration how its file system is reached
 * @param dataset the images
 * @param runner what trains
 * @param done counts the published trials
 * @param failed counts those of them that are not OK
 * @param predictedSeconds adds up the predicted cost of finished trainings
 */
record TrainingTask(
        String location,
        SerializableConfiguration configuration,
        Broadcast<Dataset> dataset,
        TrainingRunner runner,
        LongAccumulator done,
        LongAccumulator failed,
        DoubleAccumulator predictedSeconds)
        implements VoidFunction<Training> {

    @Override
    public void call(Training training) throws IOException {
        Journal journal = new Journal(OutputDirectory.at(location, configuration.value()));
        List<Trial> missing = new ArrayList<>();
        for (Trial trial : training.trials()) {
            if (journal.contains(trial.id())) {
                count(journal.read(trial.id()));
            } else {
                missing.add(trial);
            }
        }
        if (!missing.isEmpty()) {
            for (TrialResult result : run(training, missing)) {
                journal.publish(result);
                count(result);
            }
        }
        predictedSeconds.add(training.predictedSeconds());
    }

    private List<TrialResult> run(Training training, List<Trial> missing) {
        Training rest = new Training(training.id(), missing, training.predictedSeconds(), training.predictedBytes());
        List<TrialResult> results = runner.run(rest, dataset.value());
        Set<String> expected = missing.stream().map(Trial::id).collect(Collectors.toSet());
        List<String> received =
                results.stream().map(result -> result.trial().trialId()).toList();
        if (received.size() != expected.size() || !expected.containsAll(received)) {
            throw new IllegalStateException("cannot publish training " + training.id() + "; expected: results of "
                    + expected + "; received: results of " + received);
        }
        return results;
    }

    private void count(TrialResult result) {
        done.add(1);
        if (!result.trial().status().equals("OK")) {
            failed.add(1);
        }
    }
}
