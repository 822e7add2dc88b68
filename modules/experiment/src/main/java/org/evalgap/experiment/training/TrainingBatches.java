package org.evalgap.experiment.training;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.sampling.BatchSampler;
import org.evalgap.data.sampling.Epoch;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.settings.TrainingConfig;

/**
 * The batches of one training, in its order: whoever has the training's seed can pass them again.
 *
 * <p>Order, transforms and dropout masks come from three streams of the seed, so that cells which differ in one setting
 * still see the same images in the same order.
 */
public final class TrainingBatches {

    private final TrainingConfig config;
    private final BatchSampler sampler;
    private final BatchAssembler assembler;
    private final Seed augmentation;
    private final Seed dropout;
    private final Epoch sizes;

    /**
     * @param transforms what training images go through
     * @param seed root of the training's streams
     */
    public TrainingBatches(TrainingConfig config, List<Transform> transforms, Dataset dataset, Seed seed) {
        this.config = config;
        sampler = new BatchSampler(
                dataset.train().labels(),
                dataset.classes(),
                config.composition(),
                config.batchSize(),
                seed.child("order"));
        assembler = new BatchAssembler(dataset.train(), transforms, config.composition(), dataset, config.batchSize());
        augmentation = seed.child("augmentation");
        dropout = seed.child("dropout");
        sizes = order(0);
    }

    private Epoch order(int number) {
        Epoch epoch = sampler.epoch(number);
        return config.dropLast() ? epoch.wholeBatches() : epoch;
    }

    /** Batches of an epoch. */
    public int perEpoch() {
        return sizes.batches();
    }

    /** Images of a batch of any epoch, from 0. */
    public int size(int batch) {
        return sizes.size(batch);
    }

    /** Whether a batch, and each part of it, is a random draw of the images. */
    public boolean areRandom() {
        return config.composition() instanceof BatchComposition.Iid;
    }

    /** Number of input domains: 1 or 2. */
    public int domains() {
        return assembler.domains();
    }

    /** Steps of the whole training. */
    public long steps() {
        return config.steps(perEpoch());
    }

    /** Steps, from the first on, in which BatchNorm's running statistics move. */
    public long stepsThatMoveStatistics() {
        return Math.round(config.shareWithBatchStatistics() * steps());
    }

    /** A walk from the first batch of an epoch, from 0. It and other walks share one array of images. */
    public Walk epoch(int number) {
        return new Walk(number);
    }

    /** One batch of an epoch after another. */
    public final class Walk {
        private final Epoch epoch;
        private final SplitMix64 transforms;
        private final long first;
        private int batch = -1;

        private Walk(int number) {
            epoch = order(number);
            transforms = augmentation.child(number).generator();
            first = (long) number * perEpoch();
        }

        /** Whether the epoch has another batch. */
        public boolean hasNext() {
            return batch + 1 < epoch.batches();
        }

        /** Assembles the next batch. */
        public void next() {
            batch++;
            assemble();
        }

        /** Passes over the next batch, which is not assembled unless that moves the stream of transforms. */
        public void skip() {
            batch++;
            if (assembler.isRandom()) {
                assemble();
            }
        }

        private void assemble() {
            for (int i = 0; i < size(); i++) {
                assembler.put(i, index(i), domain(), transforms);
            }
        }

        /** Images of the batch. */
        public int size() {
            return epoch.size(batch);
        }

        /** Index, in the training split, of the image at a position of the batch. */
        public int index(int position) {
            return epoch.index(batch, position);
        }

        /** Input domain of the batch. */
        public int domain() {
            return epoch.domain(batch);
        }

        /** The batch's images, [N, H, W, C]: the same array each time. */
        public float[] images() {
            return assembler.pixels();
        }

        /** The batch's classes, [N]: the same array each time. */
        public byte[] labels() {
            return assembler.labels();
        }

        /** A new generator, always the same for this batch, that draws its dropout masks. */
        public SplitMix64 dropout() {
            return dropout.child(first + batch).generator();
        }
    }
}
