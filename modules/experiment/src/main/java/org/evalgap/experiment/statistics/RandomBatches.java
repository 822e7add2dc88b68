package org.evalgap.experiment.statistics;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.experiment.evaluation.Passes;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.Recalibration.Estimator;

/** Statistics of training images in random batches, in which input domains mix. */
final class RandomBatches {

    private final Network network;
    private final BatchComposition composition;
    private final Dataset dataset;
    private final Seed seed;
    private final Runnable checkpoint;

    /**
     * How images pass.
     *
     * @param transforms what they go through
     * @param dropout whether dropout drops
     */
    record Path(List<Transform> transforms, boolean dropout) {}

    /**
     * @param composition gives the second input domain, if there is one
     * @param seed root of the streams of order, transforms and masks
     * @param checkpoint runs before every batch; may throw to end the work
     */
    RandomBatches(Network network, BatchComposition composition, Dataset dataset, Seed seed, Runnable checkpoint) {
        this.network = network;
        this.composition = composition;
        this.dataset = dataset;
        this.seed = seed;
        this.checkpoint = checkpoint;
    }

    /**
     * Plain averages of the means and unbiased variances of batches of one size, as running statistics would be. A last
     * batch that would leave BatchNorm one value per channel is left out.
     */
    List<LayerStatistics> ofSize(int batchSize, DrawnImages images, Path path) {
        int count = (images.size() + batchSize - 1) / batchSize;
        return LayerStatistics.of(
                collect(network, images, path, batch -> batch * batchSize, count), Estimator.CUMULATIVE);
    }

    /**
     * Mean and variance of all values, from batches of about equal size, at least {@code atLeast} where there are as many
     * images. Each norm's input comes from norms that divide by the statistics of such a batch, which vary from what all
     * images have by a part of the order 1 / batch size. A ghost batch size does not hold here.
     */
    List<LayerStatistics> large(int atLeast, DrawnImages images, Path path) {
        int count = Math.max(1, images.size() / atLeast);
        try (WholeBatches whole = new WholeBatches(network)) {
            return LayerStatistics.of(
                    collect(
                            whole.network(),
                            images,
                            path,
                            batch -> (int) ((long) batch * images.size() / count),
                            count),
                    Estimator.POPULATION);
        }
    }

    @FunctionalInterface
    private interface Starts {
        int of(int batch);
    }

    private Recalibration collect(Network passed, DrawnImages images, Path path, Starts starts, int count) {
        DrawnImages shuffled = images.shuffled(seed.child("order").generator());
        SplitMix64 random = seed.child("augmentation").generator();
        Recalibration collected = new Recalibration(passed);
        int largest = 0;
        for (int b = 0; b < count; b++) {
            largest = Math.max(largest, starts.of(b + 1) - starts.of(b));
        }
        BatchAssembler batch = new BatchAssembler(dataset.train(), path.transforms(), composition, dataset, largest);
        Mode mode = new Mode(Mode.Statistics.BATCH, path.dropout());
        try (Passes passes = new Passes(passed)) {
            for (int b = 0; b < count; b++) {
                int first = starts.of(b);
                int size = Math.min(images.size(), starts.of(b + 1)) - first;
                if (passed.spec().smallestBatchNormCount(size) == 1) {
                    continue;
                }
                checkpoint.run();
                for (int i = 0; i < size; i++) {
                    batch.put(i, shuffled.indices()[first + i], shuffled.domains()[first + i], random);
                }
                Pass pass = passes.of(size, mode);
                pass.forward(batch.pixels(), seed.child("dropout").child(b).generator());
                collected.add(pass);
            }
        }
        return collected;
    }
}
