package org.evalgap.experiment.training;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchSampler;
import org.evalgap.data.sampling.Epoch;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.study.settings.TrainingConfig;

/**
 * One walk over the training images in batches of the training's size and composition, without training. A last batch
 * is left out if the training leaves it out, or if it would leave BatchNorm one value per channel.
 */
public final class TrainingWalk {

    private final NetworkSpec network;
    private final TrainingConfig training;
    private final List<Transform> transforms;
    private final Dataset dataset;
    private final Seed seed;
    private final Runnable checkpoint;

    /** Is shown one batch after another. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * @param images [N, H, W, C]: the same array each time
         * @param size N
         * @param domain input domain of the batch: 0, or 1 for the second
         */
        void batch(float[] images, int size, int domain);
    }

    /**
     * @param transforms what the images go through
     * @param seed of order and transforms
     * @param checkpoint runs before every batch; may throw to end the walk
     */
    public TrainingWalk(
            NetworkSpec network,
            TrainingConfig training,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.training = training;
        this.transforms = transforms;
        this.dataset = dataset;
        this.seed = seed;
        this.checkpoint = checkpoint;
    }

    /** Shows {@code visitor} every image once. */
    public void forEach(Visitor visitor) {
        Epoch all = new BatchSampler(
                        dataset.train().labels(),
                        dataset.classes(),
                        training.composition(),
                        training.batchSize(),
                        seed.child("order"))
                .epoch(0);
        Epoch epoch = training.dropLast() ? all.wholeBatches() : all;
        BatchAssembler batch =
                new BatchAssembler(dataset.train(), transforms, training.composition(), dataset, training.batchSize());
        SplitMix64 random = seed.child("augmentation").generator();
        for (int b = 0; b < epoch.batches(); b++) {
            checkpoint.run();
            int size = epoch.size(b);
            if (network.smallestBatchNormCount(size) == 1) {
                continue;
            }
            for (int i = 0; i < size; i++) {
                batch.put(i, epoch.index(b, i), epoch.domain(b), random);
            }
            visitor.batch(batch.pixels(), size, epoch.domain(b));
        }
    }
}
