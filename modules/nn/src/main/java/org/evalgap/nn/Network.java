package org.evalgap.nn;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Call;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.InputTap;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.program.Operation;
import org.evalgap.nn.state.FixupInitialization;
import org.evalgap.nn.state.Initializer;
import org.evalgap.nn.state.NetworkMemory;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.State;
import org.evalgap.nn.state.StateDictionary;
import org.evalgap.nn.state.Variable;

/**
 * A network's state in native memory, and the compiler of its passes.
 *
 * <p>All state is one flat array: trainable parameters first, running statistics behind them. Gradients are a second
 * flat array over the parameters. So an optimizer step, an average of weights or a fingerprint is a few calls over one
 * vector. Closing a network frees its state; passes are closed by whoever compiled them, before it.
 */
public final class Network implements AutoCloseable {

    private final NetworkSpec spec;
    private final Program program;
    private final List<Variable> variables;
    private final List<RunningStatistics> runningStatistics;
    private final NetworkMemory memory;
    private final StateDictionary dictionary;

    private Network(NetworkSpec spec, Precision precision) {
        this.spec = spec;
        program = new Program(spec);
        variables = all(Operation::variables);
        runningStatistics = all(Operation::runningStatistics);
        memory = new NetworkMemory(precision, variables, all(Operation::constants));
        try {
            dictionary = new StateDictionary(memory, variables, runningStatistics);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /**
     * A new network, initialized as its specification says.
     *
     * @param random draws the weights, in the order of the layers
     */
    public static Network create(NetworkSpec spec, Precision precision, RandomGenerator random) {
        Network network = new Network(spec, precision);
        try {
            network.initialize(random);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
        return network;
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** Number of trainable values. */
    public int parameters() {
        return (int) memory.gradients().length();
    }

    /** Every array of the state, layer by layer. */
    public List<Variable> variables() {
        return variables;
    }

    /** The running statistics of every BatchNorm layer, in order. */
    public List<RunningStatistics> runningStatistics() {
        return runningStatistics;
    }

    /** Every array by its name, in PyTorch's layout. */
    public StateDictionary stateDictionary() {
        return dictionary;
    }

    /** Compiles a pass that only computes logits. */
    public Pass forwardPass(int batchSize, Mode mode) {
        return compile(batchSize, mode, false, Compilation.BLOCK_VALUES);
    }

    /** Compiles a forward pass that shows {@code tap} what enters each normalization layer. */
    public Pass tappedPass(int batchSize, Mode mode, InputTap tap) {
        return compile(batchSize, mode, false, Compilation.BLOCK_VALUES, c -> c.tap(tap));
    }

    /**
     * Compiles a pass that computes logits in EVAL mode, except that each norm with running statistics normalizes with a
     * blend of these and of moments of what passes. It has no gradient and moves no running statistics.
     *
     * @throws ShapeException if a norm would normalize one value per channel with itself alone
     */
    public Pass blendedPass(int batchSize, Blend blend) {
        return blendedPass(batchSize, blend, Compilation.BLOCK_VALUES);
    }

    /** @param blockValues see {@link Compilation#BLOCK_VALUES} */
    Pass blendedPass(int batchSize, Blend blend, int blockValues) {
        int together = blend.together(batchSize);
        if (blend.weight() == 1 && spec.smallestBatchNormCount(together) == 1) {
            throw new ShapeException(
                    "batch-size", "more than 1 value per channel for BatchNorm without its running statistics", "1");
        }
        return compile(batchSize, Mode.EVAL, false, blockValues, c -> c.blend(blend));
    }

    /** Compiles a pass that also computes gradients. */
    public Pass trainingPass(int batchSize, Mode mode) {
        return compile(batchSize, mode, true, Compilation.BLOCK_VALUES);
    }

    /** A copy of all state: parameters, running statistics, and how many batches these have seen. */
    public State state() {
        requireOpen();
        Tensor state = memory.state();
        float[] values = new float[(int) state.length()];
        state.values().copyTo(0, values, 0, values.length);
        return new State(
                values,
                runningStatistics.stream().mapToLong(RunningStatistics::batches).toArray());
    }

    /** Puts back a state of a network of the same specification. */
    public void restore(State saved) {
        requireOpen();
        Tensor state = memory.state();
        if (saved.values().length != state.length() || saved.batches().length != runningStatistics.size()) {
            throw new IllegalArgumentException("cannot restore a state of " + saved.values().length + " values and "
                    + saved.batches().length + " batch counters into a network of " + state.length() + " and "
                    + runningStatistics.size());
        }
        state.values().copyFrom(saved.values(), 0, 0, saved.values().length);
        for (int i = 0; i < runningStatistics.size(); i++) {
            runningStatistics.get(i).batches(saved.batches()[i]);
        }
    }

    /**
     * A 64-bit hash of all state: equal before and after anything that must not change the network.
     *
     * <p>Over the bits of every value and the batch counters, each step a bijection that spreads every bit over all.
     */
    public long fingerprint() {
        requireOpen();
        Values values = memory.state().values();
        long length = memory.state().length();
        long hash = 0;
        for (int i = 0; i < length; i++) {
            hash = mix(hash ^ Double.doubleToRawLongBits(values.get(i)));
        }
        for (RunningStatistics running : runningStatistics) {
            hash = mix(hash ^ running.batches());
        }
        return hash;
    }

    /** Where the state lies. */
    NetworkMemory memory() {
        return memory;
    }

    private void requireOpen() {
        memory.requireOpen();
    }

    @Override
    public void close() {
        memory.close();
    }

    /** MurmurHash3's finalizer after an odd step, so that zeros count too. */
    private static long mix(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    /**
     * @param blockValues see {@link Compilation#BLOCK_VALUES}; changes the order of summation, never the meaning
     */
    Pass compile(int batchSize, Mode mode, boolean training, int blockValues) {
        return compile(batchSize, mode, training, blockValues, c -> {});
    }

    private Pass compile(int batchSize, Mode mode, boolean training, int blockValues, Consumer<Compilation> settings) {
        requireOpen();
        if (batchSize < 1) {
            throw new ShapeException("batch-size", "an integer of at least 1", Integer.toString(batchSize));
        }
        int smallest = spec.smallestBatchNormCount(batchSize);
        if (mode.statistics() == Mode.Statistics.BATCH && smallest == 1) {
            throw new ShapeException("batch-size", "more than 1 value per channel for BatchNorm", "1");
        }
        Compilation c =
                new Compilation(memory.precision(), batchSize, spec.input().size(), mode, training, blockValues);
        c.samplesPerReplica(spec.samplesPerReplica(batchSize));
        settings.accept(c);
        try {
            Program.Compiled compiled = program.compile(c);
            Tensor logits = compiled.output();
            int firstDraw = c.firstDraw();
            Call[] forward = c.takeCalls();
            Tensor gradient = null;
            Call[] backward = null;
            if (training) {
                gradient = c.allocate(logits.shape());
                compiled.backward(c, gradient);
                backward = c.takeCalls();
            }
            return new Pass(memory, c, logits, forward, firstDraw, backward, gradient);
        } catch (RuntimeException | Error e) {
            c.memory().close();
            throw e;
        }
    }

    private void initialize(RandomGenerator random) {
        Function<Variable, Initializer> initializer = switch (spec.initialization()) {
            case PYTORCH -> Variable::initializer;
            case FIXUP -> new FixupInitialization(spec)::initializer;
        };
        for (Variable variable : variables) {
            initializer.apply(variable).fill(variable.values(), variable.length(), random);
        }
    }

    private <T> List<T> all(Function<Operation, List<T>> part) {
        return program.operations().stream()
                .flatMap(operation -> part.apply(operation).stream())
                .toList();
    }
}
