package org.evalgap.spark.passes;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.evalgap.checkup.pass.NetworkModel;
import org.evalgap.checkup.pass.PassSettings;
import org.evalgap.checkup.pass.Passes;
import org.evalgap.checkup.pass.Slice;
import org.evalgap.checkup.pass.SliceResult;
import org.evalgap.data.source.ImageSource;

/**
 * Runs each slice as a task. The network and each list of images are broadcast once; executors read and decode the images
 * themselves, so that their files have to be where all can read them.
 */
public final class SparkPasses implements Passes {

    private static final long PROGRESS_MILLIS = 500;

    private final JavaSparkContext context;
    private final String id = UUID.randomUUID().toString();
    private final Broadcast<NetworkModel> model;
    private final Map<ImageSource, Broadcast<ImageSource>> sources = new IdentityHashMap<>();

    public SparkPasses(SparkSession spark, NetworkModel model) {
        context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.model = context.broadcast(model);
    }

    @Override
    public List<SliceResult> run(ImageSource images, PassSettings settings, List<Slice> slices, LongConsumer progress) {
        LongAccumulator passed = context.sc().longAccumulator("images passed");
        Broadcast<ImageSource> source = sources.computeIfAbsent(images, context::broadcast);
        SliceTask task = new SliceTask(id, model, source, context.broadcast(settings), passed);
        context.setJobDescription(
                settings.mode() + (settings.moments() ? ", what norms see, " : ", predictions, ") + images.name());
        JavaFutureAction<List<SliceTask.Outcome>> job =
                context.parallelize(slices, slices.size()).map(task).collectAsync();
        try {
            List<SliceTask.Outcome> outcomes = await(job, passed, progress);
            outcomes.forEach(SliceTask.Outcome::requireSuccess);
            return outcomes.stream().map(SliceTask.Outcome::result).toList();
        } finally {
            task.settings().destroy();
        }
    }

    private static List<SliceTask.Outcome> await(
            JavaFutureAction<List<SliceTask.Outcome>> job, LongAccumulator passed, LongConsumer progress) {
        long told = 0;
        while (true) {
            boolean done = false;
            List<SliceTask.Outcome> outcomes = List.of();
            try {
                outcomes = job.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
                done = true;
            } catch (TimeoutException e) {
                // The tasks go on; what they have done so far is told.
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot let images pass on the executors", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                job.cancel(true);
                throw new IllegalStateException("stopped while images passed", e);
            }
            long now = passed.value();
            if (now > told) {
                progress.accept(now - told);
                told = now;
            }
            if (done) {
                return outcomes;
            }
        }
    }

    @Override
    public void close() {
        SliceTask.release(id);
        model.destroy();
        sources.values().forEach(Broadcast::destroy);
    }
}
