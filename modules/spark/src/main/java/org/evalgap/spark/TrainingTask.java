package org.evalgap.spark;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.evalgap.data.Dataset;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingAttempt;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.spark.training.Watch;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Spark task: runs a training and publishes its trials before it returns, so that whatever happens to the task's
 * own result, to the executor or to the driver afterwards, what was trained is kept. What another attempt has published
 * is not run again.
 *
 * @param location the output directory
 * @param configuration how its file system is reached; its thousand entries would cost a task milliseconds to read
 * @param dataset the images
 * @param runner what trains
 * @param limits what is borne
 * @param done counts the published trials
 * @param failed counts those of them that are not OK
 * @param predictedSeconds adds up the predicted cost of finished trainings
 * @param executors adds up what each executor did
 */
record TrainingTask(
        String location,
        Broadcast<SerializableConfiguration> configuration,
        Broadcast<Dataset> dataset,
        TrainingRunner runner,
        SweepLimits limits,
        LongAccumulator done,
        LongAccumulator failed,
        DoubleAccumulator predictedSeconds,
        ExecutorTally executors)
        implements VoidFunction<Training> {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingTask.class);
    private static final int HUNG = 75;

    @Override
    public void call(Training training) throws IOException {
        OutputDirectory output =
                OutputDirectory.at(location, configuration.value().value());
        Journal journal = new Journal(output);
        Set<Trial> published = new HashSet<>();
        for (Trial trial : training.trials()) {
            journal.readUndamaged(trial.id()).ifPresent(result -> {
                count(result);
                published.add(trial);
            });
        }
        Optional<Training> missing = training.only(trial -> !published.contains(trial));
        if (missing.isPresent()) {
            Stopwatch stopwatch = new Stopwatch();
            run(output, missing.get());
            BlockManagerId executor = SparkEnv.get().blockManager().blockManagerId();
            executors.add(
                    new RunMetrics.Executor(executor.executorId() + " on " + executor.host(), 1, stopwatch.seconds()));
        }
        predictedSeconds.add(training.predictedSeconds());
    }

    private void run(OutputDirectory output, Training missing) throws IOException {
        String executor = SparkEnv.get().executorId();
        TaskContext task = TaskContext.get();
        // A trial's row names its machine and its start; by this line its log is found there.
        for (Trial trial : missing.trials()) {
            LOG.info("trial {}: {}, replicate {}", trial.id(), trial.cellLabel(), trial.replicate());
        }
        try {
            new TrainingAttempt(output, runner, dataset.value(), limits, executor, task::isInterrupted)
                    .run(missing, this::count);
        } catch (Watch.HungException e) {
            // Its thread cannot be ended and would hold a core and its memory for good. The driver bears that, as the
            // sweep lives in it; an executor is replaced, and the trials beside it are run again.
            LOG.error("training {} does not end: {}", missing.id(), e.getMessage());
            if (!executor.equals("driver")) {
                Runtime.getRuntime().halt(HUNG);
            }
        }
    }

    private void count(TrialResult result) {
        done.add(1);
        if (!result.trial().finished()) {
            failed.add(1);
        }
    }
}
