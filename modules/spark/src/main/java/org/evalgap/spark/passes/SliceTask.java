package org.evalgap.spark.passes;

import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.evalgap.checkup.pass.NetworkModel;
import org.evalgap.checkup.pass.PassSettings;
import org.evalgap.checkup.pass.Slice;
import org.evalgap.checkup.pass.SliceResult;
import org.evalgap.checkup.pass.SliceWorker;
import org.evalgap.data.DatasetException;
import org.evalgap.data.source.ImageSource;

/**
 * One Spark task: lets a slice pass through a network of this process.
 *
 * @param id of the model
 * @param model the network
 * @param images the slice is of
 * @param settings of the pass
 * @param passed counts images
 */
record SliceTask(
        String id,
        Broadcast<NetworkModel> model,
        Broadcast<ImageSource> images,
        Broadcast<PassSettings> settings,
        LongAccumulator passed)
        implements Function<Slice, SliceTask.Outcome> {

    /** Tasks of one process decode beside each other. */
    private static final int DECODERS = 1;

    private static final WorkerPool POOL = new WorkerPool();

    /**
     * What came of a slice: images that nobody can use are no fault of the executor, on which Spark would try again.
     *
     * @param result null if there is none
     * @param failure null if there is none
     */
    record Outcome(SliceResult result, DatasetException failure) implements Serializable {

        void requireSuccess() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Override
    public Outcome call(Slice slice) {
        SliceWorker worker = POOL.take(id, () -> new SliceWorker(model.value(), DECODERS));
        try {
            return new Outcome(worker.run(images.value(), settings.value(), slice, passed::add), null);
        } catch (DatasetException e) {
            return new Outcome(null, e);
        } finally {
            POOL.give(id, worker);
        }
    }

    /** Frees what this process holds of a model. */
    static void release(String id) {
        POOL.release(id);
    }
}
