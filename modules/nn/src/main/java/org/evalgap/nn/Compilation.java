package org.evalgap.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What layers compile into: the calls of one program, the memory they use, and what is known about the pass. */
final class Compilation {

    /**
     * Values that a run of element-wise calls may cover before it leaves the second-level cache: large batches are
     * worked through in blocks of samples of about this size.
     */
    static final int BLOCK_VALUES = 1 << 17;

    private final Precision precision;
    private final int batchSize;
    private final int imageSize;
    private final Mode mode;
    private final boolean training;
    private final int blockValues;
    private final NativeMemory memory = new NativeMemory();
    private final Kernels kernels = new Kernels(memory);
    private final ElementKernels elements = new ElementKernels(memory);
    private final BufferPool pool;
    private final Map<Long, Tensor> scratch = new HashMap<>();
    private final List<BatchStatistics> batchStatistics = new ArrayList<>();
    private List<Call> calls = new ArrayList<>();
    private InputTap tap;
    private Tensor ones;
    private float[] images;
    private RandomGenerator dropoutRandom;

    /** A range of samples of the batch. */
    record Block(int first, int samples) {
        Tensor of(Tensor x) {
            return x.slice(first, samples);
        }

        /** The samples that are in both; empty if there are none. */
        Optional<Block> intersection(Block other) {
            int from = Math.max(first, other.first);
            int to = Math.min(first + samples, other.first + other.samples);
            return from < to ? Optional.of(new Block(from, to - from)) : Optional.empty();
        }
    }

    Compilation(Precision precision, int batchSize, int imageSize, Mode mode, boolean training, int blockValues) {
        this.precision = precision;
        this.batchSize = batchSize;
        this.imageSize = imageSize;
        this.mode = mode;
        this.training = training;
        this.blockValues = blockValues;
        pool = new BufferPool(memory, precision);
    }

    Kernels kernels() {
        return kernels;
    }

    ElementKernels elements() {
        return elements;
    }

    NativeMemory memory() {
        return memory;
    }

    int batchSize() {
        return batchSize;
    }

    Mode mode() {
        return mode;
    }

    boolean training() {
        return training;
    }

    void emit(Call call) {
        calls.add(call);
    }

    /** Emits a step that Java itself takes: vectors of one value per channel, masks. */
    void emit(String name, Runnable body) {
        calls.add(new Call(name, body));
    }

    /** Whoever wants to see the inputs of normalization layers; null, as at first, for nobody. */
    void tap(InputTap newTap) {
        tap = newTap;
    }

    /** Emits: shows a layer's input, if somebody wants to see it. */
    void show(int layer, Tensor input) {
        if (tap != null) {
            InputTap observer = tap;
            Values values = input.values();
            emit("tap", () -> observer.input(layer, values, input.rows(), input.channels()));
        }
    }

    /** Takes the calls emitted so far. */
    Call[] takeCalls() {
        Call[] taken = calls.toArray(new Call[0]);
        calls = new ArrayList<>();
        return taken;
    }

    /** Memory of its own for as long as the pass lives, at first 0. */
    Tensor allocate(long... shape) {
        return memory.allocate(precision, shape);
    }

    /**
     * Memory for values that a forward pass computes anew each time. In a pass without gradients it is shared with values
     * that live before or after these, and holds anything at first.
     */
    Tensor values(long... shape) {
        return training ? memory.allocate(precision, shape) : pool.take(shape);
    }

    /** {@link #values} for one image shape: [N, H, W, C]. */
    Tensor values(Shape shape) {
        return values(batchSize, shape.height(), shape.width(), shape.channels());
    }

    /** Says that no call emitted from now on reads what {@link #values} gave. */
    void release(Tensor x) {
        if (!training) {
            pool.release(x);
        }
    }

    /** Emits: the pass's images as a tensor. */
    Tensor materialize(Shape image) {
        Tensor x = values(image);
        Values heap = x.values();
        int length = batchSize * image.size();
        emit("input", () -> heap.copyFrom(images, 0, 0, length));
        return x;
    }

    /** Memory for values that are dead when the layer that asked has emitted its calls; shared by all layers. */
    Tensor scratch(long... shape) {
        long length = Tensor.length(shape);
        return scratch.computeIfAbsent(length, this::allocate).reshape(shape);
    }

    /** At least {@code rows} ones. */
    Tensor ones(int rows) {
        if (ones == null || ones.length() < rows) {
            ones = allocate(rows);
            Initializer.ONE.fill(ones.values(), rows, null);
        }
        return ones;
    }

    /** The batch as blocks of samples whose element-wise work stays in cache; {@code x} is [N, …]. */
    List<Block> blocks(Tensor x) {
        return blocks(x, 1);
    }

    /** The batch in blocks {@code factor} times as large: for kernels that block within themselves. */
    List<Block> blocks(Tensor x, int factor) {
        int samples = (int) x.shape()[0];
        return blocks(0, samples, Math.max(1, x.length() / samples / factor));
    }

    List<Block> blocks(int first, int samples, long valuesPerSample) {
        int size = (int) Math.max(1, Math.min(samples, blockValues / valuesPerSample));
        List<Block> blocks = new ArrayList<>();
        for (int at = first; at < first + samples; at += size) {
            blocks.add(new Block(at, Math.min(size, first + samples - at)));
        }
        return blocks;
    }

    /** Says where this program leaves the statistics that a BatchNorm layer measures. */
    void register(RunningStatistics running, List<? extends BatchMoments> sets) {
        batchStatistics.add(new BatchStatistics(running, sets.toArray(new BatchMoments[0])));
    }

    List<BatchStatistics> batchStatistics() {
        return batchStatistics;
    }

    /** The images of the pass that runs, [N, H, W, C]. */
    float[] images() {
        return images;
    }

    void images(float[] batch) {
        if (batch.length < batchSize * imageSize) {
            throw new IllegalArgumentException(
                    "images: expected at least " + batchSize * imageSize + " values, received " + batch.length);
        }
        images = batch;
    }

    void dropoutRandom(RandomGenerator random) {
        dropoutRandom = random;
    }

    RandomGenerator dropoutRandom() {
        if (dropoutRandom == null) {
            throw new IllegalStateException("this pass drops units: it needs a random generator");
        }
        return dropoutRandom;
    }
}
