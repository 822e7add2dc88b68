package org.evalgap.experiment.statistics;

import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.program.Mode;

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
        return LayerStatistics.averages(collect(network, images, path, batchSize));
    }

    /**
     * Mean and variance of all values, from batches of about equal size, {@code atMost} or little less. Each norm's input
     * comes from norms that divide by the statistics of such a batch, which vary from what all images have by a part of
     * the order 1 / batch size. A ghost batch size does not hold here; a norm of single samples has no larger batch.
     */
    List<LayerStatistics> large(int atMost, DrawnImages images, Path path) {
        int batchSize = divideUp(images.size(), divideUp(images.size(), atMost));
        try (WholeBatches whole = new WholeBatches(network)) {
            Recalibration collected = collect(whole.network(), images, path, batchSize);
            List<LayerStatistics> averages = LayerStatistics.averages(collected);
            List<Recurrence> recurrences = Recurrence.of(network);
            return IntStream.range(0, averages.size())
                    .mapToObj(i -> recurrences.get(i).instances()
                            ? averages.get(i)
                            : LayerStatistics.ofAllValues(collected.layers().get(i)))
                    .toList();
        }
    }

    private static int divideUp(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private Recalibration collect(Network passed, DrawnImages images, Path path, int batchSize) {
        DrawnImages shuffled = images.shuffled(seed.child("order").generator());
        SplitMix64 random = seed.child("augmentation").generator();
        SplitMix64 dropout = seed.child("dropout").generator();
        Recalibration collected = new Recalibration(passed);
        BatchAssembler batch = new BatchAssembler(
                dataset.train(), path.transforms(), composition, dataset, Math.min(batchSize, images.size()));
        Mode mode = new Mode(Mode.Statistics.BATCH, path.dropout());
        Pass pass = null;
        try {
            for (int first = 0; first < images.size(); first += batchSize) {
                int size = Math.min(batchSize, images.size() - first);
                if (passed.spec().smallestBatchNormCount(size) == 1) {
                    continue;
                }
                for (int i = 0; i < size; i++) {
                    batch.put(i, shuffled.indices()[first + i], shuffled.domains()[first + i], random);
                }
                pass = ofSize(size, mode, passed, pass);
                checkpoint.run();
                pass.forward(batch.pixels(), dropout);
                collected.add(pass);
            }
        } finally {
            close(pass);
        }
        return collected;
    }

    /** The pass, or another in its place: memory holds one, as they can be large. */
    private static Pass ofSize(int size, Mode mode, Network passed, Pass pass) {
        if (pass != null && pass.batchSize() == size) {
            return pass;
        }
        close(pass);
        return passed.forwardPass(size, mode);
    }

    private static void close(Pass pass) {
        if (pass != null) {
            pass.close();
        }
    }
}
