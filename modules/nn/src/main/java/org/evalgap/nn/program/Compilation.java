package org.evalgap.nn.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.BufferPool;
import org.evalgap.nn.kernel.Call;
import org.evalgap.nn.kernel.ElementKernels;
import org.evalgap.nn.kernel.Kernels;
import org.evalgap.nn.kernel.NativeMemory;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.state.BatchMoments;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.Initializer;
import org.evalgap.nn.state.RunningStatistics;

/** What layers compile into: the calls of one program, the memory they use, and what is known about the pass. */
public final class Compilation {

    /**
     * Values that a run of element-wise calls may cover before it leaves the second-level cache: large batches are
     * worked through in blocks of samples of about this size.
     */
    public static final int BLOCK_VALUES = 1 << 17;

    private static final int NO_DRAW = -1;

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
    private int samplesPerReplica;
    private InputTap tap;
    private Blend blend;
    private Tensor ones;
    private float[] images;
    private RandomGenerator dropoutRandom;
    private boolean keepsUnits;
    private int firstDraw = NO_DRAW;

    /** A range of samples of the batch. */
    public record Block(int first, int samples) {
        public Tensor of(Tensor x) {
            return x.slice(first, samples);
        }

        /** The samples that are in both; empty if there are none. */
        public Optional<Block> intersection(Block other) {
            int from = Math.max(first, other.first);
            int to = Math.min(first + samples, other.first + other.samples);
            return from < to ? Optional.of(new Block(from, to - from)) : Optional.empty();
        }
    }

    public Compilation(
            Precision precision, int batchSize, int imageSize, Mode mode, boolean training, int blockValues) {
        this.precision = precision;
        this.batchSize = batchSize;
        this.imageSize = imageSize;
        this.mode = mode;
        this.training = training;
        this.blockValues = blockValues;
        samplesPerReplica = batchSize;
        pool = new BufferPool(memory, precision);
    }

    public Kernels kernels() {
        return kernels;
    }

    public ElementKernels elements() {
        return elements;
    }

    public NativeMemory memory() {
        return memory;
    }

    public int batchSize() {
        return batchSize;
    }

    /** Most samples that norms take statistics of together; at first the whole batch. */
    public int samplesPerReplica() {
        return samplesPerReplica;
    }

    public void samplesPerReplica(int samples) {
        samplesPerReplica = samples;
    }

    public Mode mode() {
        return mode;
    }

    public boolean training() {
        return training;
    }

    public void emit(Call call) {
        calls.add(call);
    }

    /** Says that the calls emitted from now on depend on dropout masks, and those before do not. */
    public void draws() {
        if (firstDraw == NO_DRAW) {
            firstDraw = calls.size();
        }
    }

    /** Whether a call emitted so far depends on dropout masks. */
    public boolean hasDrawn() {
        return firstDraw != NO_DRAW;
    }

    /** Number of the first call of the forward pass that depends on dropout masks; that of all calls if none does. */
    public int firstDraw() {
        return hasDrawn() ? firstDraw : calls.size();
    }

    /** Says that the values which enter the first draw cannot be used again: another draw needs all calls. */
    public void drawsFromTheStart() {
        firstDraw = 0;
    }

    /** Emits a step that Java itself takes: vectors of one value per channel, masks. */
    public void emit(String name, Runnable body) {
        calls.add(new Call(name, body));
    }

    /** Whoever wants to see the inputs of normalization layers; null, as at first, for nobody. */
    public void tap(InputTap newTap) {
        tap = newTap;
    }

    /** What running statistics are blended with; at first nothing. */
    public Optional<Blend> blend() {
        return Optional.ofNullable(blend);
    }

    public void blend(Blend newBlend) {
        blend = newBlend;
    }

    /** Emits: shows a layer's input, if somebody wants to see it. */
    public void show(int layer, Tensor input) {
        if (tap != null) {
            InputTap observer = tap;
            Values values = input.values();
            emit("tap", () -> observer.input(layer, values, input.rows(), input.channels()));
        }
    }

    /** Takes the calls emitted so far. */
    public Call[] takeCalls() {
        Call[] taken = calls.toArray(new Call[0]);
        calls = new ArrayList<>();
        return taken;
    }

    /** Memory of its own for as long as the pass lives, at first 0. */
    public Tensor allocate(long... shape) {
        return memory.allocate(precision, shape);
    }

    /**
     * Memory for values that a forward pass computes anew each time. In a pass without gradients it is shared with values
     * that live before or after these, and holds anything at first.
     */
    public Tensor values(long... shape) {
        return training ? memory.allocate(precision, shape) : pool.take(shape);
    }

    /** {@link #values} for one image shape: [N, H, W, C]. */
    public Tensor values(Shape shape) {
        return values(batchSize, shape.height(), shape.width(), shape.channels());
    }

    /** Says that no call emitted from now on reads what {@link #values} gave. */
    public void release(Tensor x) {
        if (!training) {
            pool.release(x);
        }
    }

    /** Emits: the pass's images as a tensor. */
    public Tensor materialize(Shape image) {
        Tensor x = values(image);
        Values heap = x.values();
        int length = batchSize * image.size();
        emit("input", () -> heap.copyFrom(images, 0, 0, length));
        return x;
    }

    /** Memory for values that are dead when the layer that asked has emitted its calls; shared by all layers. */
    public Tensor scratch(long... shape) {
        long length = Tensor.length(shape);
        return scratch.computeIfAbsent(length, this::allocate).reshape(shape);
    }

    /** At least {@code rows} ones. */
    public Tensor ones(int rows) {
        if (ones == null || ones.length() < rows) {
            ones = allocate(rows);
            Initializer.ONE.fill(ones.values(), rows, null);
        }
        return ones;
    }

    /** The batch as blocks of samples whose element-wise work stays in cache; {@code x} is [N, …]. */
    public List<Block> blocks(Tensor x) {
        return blocks(x, 1);
    }

    /** The batch in blocks {@code factor} times as large: for kernels that block within themselves. */
    public List<Block> blocks(Tensor x, int factor) {
        int samples = (int) x.shape()[0];
        return blocks(0, samples, Math.max(1, x.length() / samples / factor));
    }

    public List<Block> blocks(int first, int samples, long valuesPerSample) {
        int size = (int) Math.max(1, Math.min(samples, blockValues / valuesPerSample));
        List<Block> blocks = new ArrayList<>();
        for (int at = first; at < first + samples; at += size) {
            blocks.add(new Block(at, Math.min(size, first + samples - at)));
        }
        return blocks;
    }

    /**
     * Says where this program leaves the statistics that a BatchNorm layer measures.
     *
     * @param sets in the order of their samples; those of the first replica move the running statistics
     */
    public void register(RunningStatistics running, List<? extends BatchMoments> sets) {
        int moving = 0;
        for (int samples = 0; samples < samplesPerReplica; moving++) {
            samples += sets.get(moving).samples();
        }
        batchStatistics.add(new BatchStatistics(running, sets.toArray(new BatchMoments[0]), moving));
    }

    public List<BatchStatistics> batchStatistics() {
        return batchStatistics;
    }

    /** The images of the pass that runs, [N, H, W, C]. */
    public float[] images() {
        return images;
    }

    public void images(float[] batch) {
        if (batch.length < batchSize * imageSize) {
            throw new IllegalArgumentException(
                    "images: expected at least " + batchSize * imageSize + " values, received " + batch.length);
        }
        images = batch;
    }

    public void dropoutRandom(RandomGenerator random) {
        dropoutRandom = random;
        keepsUnits = false;
    }

    /** Lets the masks of the pass that runs keep every unit as it is. */
    public void keepUnits() {
        keepsUnits = true;
    }

    /** Whether the masks of the pass that runs keep every unit as it is. */
    public boolean keepsUnits() {
        return keepsUnits;
    }

    public RandomGenerator dropoutRandom() {
        if (dropoutRandom == null) {
            throw new IllegalStateException("this pass drops units: it needs a random generator");
        }
        return dropoutRandom;
    }
}
