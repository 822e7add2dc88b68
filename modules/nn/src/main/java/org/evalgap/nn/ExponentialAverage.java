package org.evalgap.nn;

/**
 * A shadow of a network's state that follows it: shadow = decay · shadow + (1 − decay) · state at each {@link #update}.
 * It begins as a copy of the state at its construction; constructed after the first training step, it is PyTorch's {@code
 * AveragedModel}, whose first update copies.
 */
public final class ExponentialAverage implements AutoCloseable {

    private final Network network;
    private final double decay;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor shadow;
    private boolean closed;

    /** Which part of the state is the average; the rest is the network's own. */
    public enum Part {
        /** Parameters averaged, running statistics as they are: {@code AveragedModel(use_buffers=False)}. */
        PARAMETERS,
        /** Parameters as they are, running statistics averaged. */
        STATISTICS,
        /** Both averaged: {@code AveragedModel(use_buffers=True)}. */
        ALL
    }

    /**
     * @param decay weight of the past, in [0, 1)
     * @throws ShapeException if the decay is out of its range
     */
    public ExponentialAverage(Network network, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new ShapeException("decay", "a number from 0 to below 1", Double.toString(decay));
        }
        network.memory().requireOpen();
        this.network = network;
        this.decay = decay;
        Tensor state = network.memory().state();
        shadow = memory.allocate(network.memory().precision(), state.length());
        Kernels.axpy(1, state, shadow);
    }

    public double decay() {
        return decay;
    }

    /** Follows the network's state as it is now. */
    public void update() {
        requireOpen();
        Kernels.scale(decay, shadow);
        Kernels.axpy(1 - decay, network.memory().state(), shadow);
    }

    /** The network's state with {@code part} replaced by its average. */
    public State state(Part part) {
        requireOpen();
        State state = network.state();
        int parameters = network.parameters();
        int from = part == Part.STATISTICS ? parameters : 0;
        int to = part == Part.PARAMETERS ? parameters : state.values().length;
        shadow.values().copyTo(from, state.values(), from, to - from);
        return state;
    }

    private void requireOpen() {
        network.memory().requireOpen();
        if (closed) {
            throw new IllegalStateException("this average is closed: its memory is freed");
        }
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
    }
}
