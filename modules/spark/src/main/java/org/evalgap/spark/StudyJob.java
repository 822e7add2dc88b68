package org.evalgap.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.evalgap.data.Dataset;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.output.OutputHeldException;
import org.evalgap.output.Progress;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;

/**
 * Runs the trainings of a plan on Spark: one training per partition, as Spark launches partitions in their order and so
 * the longest first. The driver holds nothing that matters; every task publishes what it has trained.
 */
public final class StudyJob {

    /** Spark's scheduler and memory grow with the tasks of a job, so a huge plan runs as several. */
    private static final int TRAININGS_PER_JOB = 20_000;

    private final StudyOutput output;
    private final TrainingRunner runner;
    private final SweepLimits limits;
    private final int trainingsPerJob;

    /** A job that bears {@link SweepLimits#DEFAULT}. */
    public StudyJob(StudyOutput output, TrainingRunner runner) {
        this(output, runner, SweepLimits.DEFAULT);
    }

    /**
     * @param output where trials are published
     * @param runner what a task does with a training
     * @param limits what is borne
     */
    public StudyJob(StudyOutput output, TrainingRunner runner, SweepLimits limits) {
        this(output, runner, limits, TRAININGS_PER_JOB);
    }

    StudyJob(StudyOutput output, TrainingRunner runner, SweepLimits limits, int trainingsPerJob) {
        this.output = output;
        this.runner = runner;
        this.limits = limits;
        this.trainingsPerJob = trainingsPerJob;
    }

    /**
     * Trains and publishes all trainings of the plan, in its order.
     *
     * @param listener told of progress
     * @return what the run did
     * @throws IOException if the output cannot be written to
     * @throws OutputHeldException if another run took over the output
     * @throws NoExecutorException if there was no executor for longer than the limits allow
     * @throws FailureLimitException if more trials failed than the limits allow; those that were running are not published
     */
    public RunMetrics run(SparkSession spark, Plan plan, Dataset dataset, Progress.Listener listener)
            throws IOException, OutputHeldException, FailureLimitException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<Dataset> images = context.broadcast(dataset);
        Broadcast<SerializableConfiguration> configuration =
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        LongAccumulator done = context.sc().longAccumulator("trials done");
        LongAccumulator failed = context.sc().longAccumulator("trials failed");
        DoubleAccumulator predictedSeconds = context.sc().doubleAccumulator("predicted seconds done");
        ExecutorTally executors = new ExecutorTally();
        context.sc().register(executors, "executors");
        TrainingTask task = new TrainingTask(
                output.location(), configuration, images, runner, limits, done, failed, predictedSeconds, executors);
        ExecutorWatch executorWatch = new ExecutorWatch(() -> executors(context), limits.noExecutor());
        AtomicReference<Exception> stop = new AtomicReference<>();
        Stopwatch stopwatch = new Stopwatch();
        Pace pace = new Pace();
        ProgressTicker ticker = new ProgressTicker(
                () -> {
                    double seconds = stopwatch.seconds();
                    double predictedDone = predictedSeconds.value();
                    return new Progress(
                            plan.trials(),
                            plan.published().size() + done.value(),
                            failed.value(),
                            plan.predictedSeconds(),
                            predictedDone,
                            seconds,
                            pace.lastDone(predictedDone, seconds),
                            executorWatch.waitingFor());
                },
                progress -> {
                    listener.update(progress);
                    if (progress.failed() > limits.failures()) {
                        stop(context, stop, new FailureLimitException(progress.failed(), limits.failures()));
                    }
                    if (executorWatch.tooLong()) {
                        stop(context, stop, executorWatch.exception());
                    }
                });
        try (ticker) {
            List<Training> trainings = plan.trainings();
            for (int from = 0; from < trainings.size(); from += trainingsPerJob) {
                output.requireHeld();
                if (failed.value() > limits.failures()) {
                    throw new FailureLimitException(failed.value(), limits.failures());
                }
                List<Training> wave = trainings.subList(from, Math.min(from + trainingsPerJob, trainings.size()));
                context.setJobDescription(description(wave, from, trainings.size()));
                context.parallelize(List.copyOf(wave), wave.size()).foreach(task);
            }
        } catch (Exception e) {
            if (stop.get() instanceof FailureLimitException) {
                throw new FailureLimitException(failed.value(), limits.failures());
            }
            if (stop.get() instanceof NoExecutorException tooLong) {
                tooLong.addSuppressed(e);
                throw tooLong;
            }
            throw e;
        } finally {
            images.destroy();
            configuration.destroy();
        }
        double seconds = stopwatch.seconds();
        output.requirePublished(plan.trainings().stream()
                .flatMap(training -> training.trials().stream())
                .map(Trial::id));
        return new RunMetrics(seconds, done.value(), failed.value(), executors.value());
    }

    /** When more was last done. Used by one thread at a time. */
    private static final class Pace {

        private double done;
        private double lastDoneSeconds;

        synchronized double lastDone(double doneNow, double seconds) {
            if (doneNow > done) {
                done = doneNow;
                lastDoneSeconds = seconds;
            }
            return lastDoneSeconds;
        }
    }

    private static void stop(JavaSparkContext context, AtomicReference<Exception> stop, Exception reason) {
        if (stop.compareAndSet(null, reason)) {
            context.cancelAllJobs();
        }
    }

    /** How many processes can run a task; without a cluster the driver itself does. */
    private static int executors(JavaSparkContext context) {
        int processes = context.statusTracker().getExecutorInfos().length;
        return context.isLocal() ? processes : processes - 1;
    }

    /** What Spark's pages say of a job; a stage's tasks are in the order of the trainings. */
    private static String description(List<Training> wave, int from, int all) {
        Trial first = wave.get(0).trials().get(0);
        return "trainings " + (from + 1) + " to " + (from + wave.size()) + " of " + all + ", longest first, from "
                + first.cellLabel() + ", replicate " + first.replicate() + ", trial " + first.id();
    }
}
