package org.evalgap.checkup;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetException;
import org.evalgap.data.batch.ImageBatch;
import org.evalgap.data.batch.ImageBatches;
import org.evalgap.data.batch.ImagePreparation;
import org.evalgap.data.batch.TensorLayout;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.ImageSource;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.PopulationMoments;

/**
 * A network and the passes over images that a check-up needs. Images are streamed: two batches of them are in memory at a
 * time. What is collected of batches ({@link PopulationMoments}, tallies) is added in the order of the batches.
 */
final class ModelRunner implements AutoCloseable {

    private static final int DECODERS = Math.max(1, Runtime.getRuntime().availableProcessors());
    private static final Seed SEED = new Seed(20190915);

    private final Network network;
    private final LongConsumer progress;
    private final Map<Integer, Pass> passes = new HashMap<>();
    private final Map<String, Measured.Skipped> skipped = new TreeMap<>();
    private Mode compiled = Mode.EVAL;

    /** @param progress is told of images that have passed */
    ModelRunner(ImportedModel model, LongConsumer progress) {
        this.progress = progress;
        network = Network.create(model.spec(), Precision.FLOAT, new SplittableRandom(1));
        network.stateDictionary().load(model.values());
    }

    Network network() {
        return network;
    }

    /** Images so far that cannot be decoded. */
    List<Measured.Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /** Images in the order in which each forms batches with its neighbours. */
    static List<int[]> batches(int images, int batchSize) {
        return IntStream.range(0, (images + batchSize - 1) / batchSize)
                .mapToObj(i -> IntStream.range(i * batchSize, Math.min(images, (i + 1) * batchSize))
                        .toArray())
                .toList();
    }

    /** Classifies images; each outcome stands at its image's index in the source. */
    Outcomes measure(ImageSource images, Preprocessing preprocessing, Mode mode, List<int[]> batches) {
        BitSet seen = new BitSet(images.size());
        BitSet right = new BitSet(images.size());
        double[] loss = new double[1];
        forEach(images, preprocessing, mode, batches, (batch, pass) -> {
            int classes = network.spec().classes();
            float[] logits = new float[batch.size() * classes];
            pass.copyLogits(logits, 0);
            for (int n = 0; n < batch.size(); n++) {
                int label = batch.labels()[n];
                seen.set(batch.indices()[n]);
                right.set(batch.indices()[n], largest(logits, n * classes, classes) == label);
                loss[0] += loss(logits, n * classes, classes, label);
            }
        });
        if (seen.isEmpty()) {
            throw new DatasetException(images.name(), "images that can be decoded", "none that can");
        }
        return new Outcomes(seen, right, loss[0] / seen.cardinality());
    }

    /** What every BatchNorm layer sees when batches pass with their own statistics. */
    List<PopulationMoments> collect(
            ImageSource images, Preprocessing preprocessing, boolean dropout, List<int[]> batches) {
        Recalibration collected = new Recalibration(network);
        forEach(
                images,
                preprocessing,
                new Mode(Mode.Statistics.BATCH, dropout),
                batches,
                (batch, pass) -> collected.add(pass));
        return collected.layers();
    }

    /**
     * The mean of each channel of the first BatchNorm layer, whose every change of the input is linear if nothing but linear
     * layers stands ahead of it.
     *
     * @param change made to the values of a batch, [N, H, W, C], in place
     */
    PopulationMoments firstNorm(
            ImageSource images, Preprocessing preprocessing, List<int[]> batches, Consumer<float[]> change) {
        Recalibration collected = new Recalibration(network);
        forEach(
                images,
                preprocessing,
                new Mode(Mode.Statistics.BATCH, false),
                batches,
                change,
                (batch, pass) -> collected.add(pass));
        return collected.layers().get(0);
    }

    private interface Step {
        void after(ImageBatch batch, Pass pass);
    }

    private void forEach(ImageSource images, Preprocessing preprocessing, Mode mode, List<int[]> batches, Step step) {
        forEach(images, preprocessing, mode, batches, values -> {}, step);
    }

    private void forEach(
            ImageSource images,
            Preprocessing preprocessing,
            Mode mode,
            List<int[]> batches,
            Consumer<float[]> change,
            Step step) {
        RandomGenerator dropout = SEED.child("dropout").generator();
        int largest = batches.stream().mapToInt(batch -> batch.length).max().orElse(1);
        boolean equal = batches.stream().limit(Math.max(0, batches.size() - 1)).allMatch(b -> b.length == largest);
        if (!equal) {
            // Groups can end with a smaller batch; each size is a pass over its own images.
            batches.stream()
                    .mapToInt(batch -> batch.length)
                    .distinct()
                    .sorted()
                    .forEach(size -> forEach(
                            images,
                            preprocessing,
                            mode,
                            batches.stream()
                                    .filter(batch -> batch.length == size)
                                    .toList(),
                            change,
                            step));
            return;
        }
        int[] order = batches.stream().flatMapToInt(IntStream::of).toArray();
        ImagePreparation preparation = new ImagePreparation(preprocessing, TensorLayout.NHWC, SEED.child("transforms"));
        try (ImageBatches source = new ImageBatches(images, preparation, DECODERS);
                var pass = source.pass(order, largest, 0)) {
            while (pass.hasNext()) {
                ImageBatch batch = pass.next();
                if (mode.statistics() == Mode.Statistics.BATCH
                        && network.spec().smallestBatchNormCount(batch.size()) < 2) {
                    continue;
                }
                Pass program = program(batch.size(), mode);
                change.accept(batch.values());
                program.forward(batch.values(), dropout);
                step.after(batch, program);
                progress.accept(batch.size());
            }
            source.skipped()
                    .forEach(image -> skipped.put(
                            images.name() + "/" + image.name(),
                            new Measured.Skipped(images.name(), image.name(), image.reason())));
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
