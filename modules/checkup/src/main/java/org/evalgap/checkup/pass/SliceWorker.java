package org.evalgap.checkup.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.evalgap.data.batch.ImageBatch;
import org.evalgap.data.batch.ImageBatches;
import org.evalgap.data.batch.ImagePreparation;
import org.evalgap.data.batch.TensorLayout;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.GatheredImages;
import org.evalgap.data.source.ImageSource;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;

/**
 * A network that slices pass through, one after another. Images are streamed: two batches of them are in memory at a time.
 * To be used by one thread at a time.
 */
public final class SliceWorker implements AutoCloseable {

    private static final Seed SEED = new Seed(20190915);

    private final Network network;
    private final int decoders;
    private final Map<Integer, Pass> passes = new HashMap<>();
    private Mode compiled = Mode.EVAL;

    /** @param decoders threads that decode images, beside the one that calls */
    public SliceWorker(NetworkModel model, int decoders) {
        network = Network.create(model.spec(), Precision.FLOAT, new SplittableRandom(1));
        network.stateDictionary().load(model.values());
        this.decoders = decoders;
    }

    /** @param progress is told of images that have passed */
    public SliceResult run(ImageSource images, PassSettings settings, Slice slice, LongConsumer progress) {
        if (settings.mode().statistics() == Mode.Statistics.RUNNING) {
            NormStatistics.set(network, settings.statistics());
        }
        int[] order = slice.order();
        Recalibration collected = new Recalibration(network);
        ImagePreparation preparation =
                new ImagePreparation(settings.preprocessing(), TensorLayout.NHWC, SEED.child("transforms"));
        Seed dropout = SEED.child("dropout").child(settings.draw());
        Tally tally = new Tally(order.length);
        int channels = network.spec().input().channels();
        try (ImageBatches source = new ImageBatches(GatheredImages.of(images, order), preparation, decoders);
                var pass = source.pass(order, slice.batchSize(), 0)) {
            for (int i = slice.number(); pass.hasNext(); i++) {
                ImageBatch batch = pass.next();
                if (settings.mode().statistics() == Mode.Statistics.BATCH
                        && network.spec().smallestBatchNormCount(batch.size()) < 2) {
                    continue;
                }
                Pass program = program(batch.size(), settings.mode());
                settings.change().apply(batch.values(), channels);
                program.forward(batch.values(), dropout.child(i).generator());
                if (settings.moments()) {
                    collected.add(program);
                } else {
                    tally.add(batch, program);
                }
                progress.accept(batch.size());
            }
            return new SliceResult(
                    Arrays.copyOf(tally.indices, tally.count),
                    Arrays.copyOf(tally.predicted, tally.count),
                    Arrays.copyOf(tally.losses, tally.count),
                    Arrays.copyOf(tally.confidences, tally.count),
                    settings.moments() ? new ArrayList<>(collected.layers()) : List.of(),
                    new ArrayList<>(source.skipped()));
        }
    }

    /** What the network did with each image. */
    private final class Tally {

        private final int[] indices;
        private final int[] predicted;
        private final float[] losses;
        private final float[] confidences;
        private int count;

        Tally(int images) {
            indices = new int[images];
            predicted = new int[images];
            losses = new float[images];
            confidences = new float[images];
        }

        void add(ImageBatch batch, Pass pass) {
            int classes = network.spec().classes();
            float[] logits = new float[batch.size() * classes];
            pass.copyLogits(logits, 0);
            for (int n = 0; n < batch.size(); n++) {
                int from = n * classes;
                indices[count] = batch.indices()[n];
                predicted[count] = largest(logits, from, classes);
                losses[count] = (float) loss(logits, from, classes, batch.labels()[n]);
                confidences[count] = (float) Math.exp(-loss(logits, from, classes, predicted[count]));
                count++;
            }
        }
    }

    /** Passes of one mode are kept, with the memory they hold. */
    private Pass program(int batchSize, Mode mode) {
        if (!mode.equals(compiled)) {
            release();
            compiled = mode;
        }
        return passes.computeIfAbsent(batchSize, size -> network.forwardPass(size, mode));
    }

    private void release() {
        passes.values().forEach(Pass::close);
        passes.clear();
    }

    private static int largest(float[] logits, int from, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (logits[from + k] > logits[from + best]) {
                best = k;
            }
        }
        return best;
    }

    private static double loss(float[] logits, int from, int classes, int label) {
        double highest = logits[from + largest(logits, from, classes)];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(logits[from + k] - highest);
        }
        return Math.log(sum) - (logits[from + label] - highest);
    }

    @Override
    public void close() {
        release();
        network.close();
    }
}
