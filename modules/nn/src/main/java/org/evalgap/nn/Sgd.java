package org.evalgap.nn;

import java.util.List;
import java.util.Optional;

/**
 * Stochastic gradient descent as PyTorch's {@code SGD} without dampening. With g the gradient, θ the parameters, b the
 * momentum buffer: g += weightDecay · θ; b = momentum · b + g (b = g at the first step); g = g + momentum · b with
 * Nesterov, else b; θ −= learningRate · g. Weight decay acts on every parameter, affine ones included.
 */
public final class Sgd implements AutoCloseable {

    private final NetworkMemory network;
    private final double momentum;
    private final boolean nesterov;
    private final double weightDecay;
    private final NativeMemory memory = new NativeMemory();
    private final List<Part> parts;
    private boolean closed;

    /** Parameters that lie together, with their gradients and their momentum buffer. */
    private record Part(Tensor parameters, Tensor gradients, Tensor buffer) {}

    /**
     * An optimizer of all parameters.
     *
     * @param momentum in [0, 1)
     * @param nesterov needs a momentum above 0
     * @param weightDecay at least 0
     * @throws ShapeException if a setting is out of its range
     */
    public Sgd(Network network, double momentum, boolean nesterov, double weightDecay) {
        this(network, momentum, nesterov, weightDecay, Optional.empty());
    }

    /**
     * An optimizer that moves some parameters and leaves the others as they are.
     *
     * @param trained arrays of the network to be moved
     * @throws ShapeException if a setting is out of its range
     */
    public Sgd(Network network, double momentum, boolean nesterov, double weightDecay, List<Variable> trained) {
        this(network, momentum, nesterov, weightDecay, Optional.of(trained));
    }

    private Sgd(
            Network network, double momentum, boolean nesterov, double weightDecay, Optional<List<Variable>> trained) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new ShapeException("momentum", "a number from 0 to below 1", Double.toString(momentum));
        }
        if (nesterov && momentum == 0) {
            throw new ShapeException("nesterov", "a momentum above 0 with it", Double.toString(momentum));
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new ShapeException("weight-decay", "a number of at least 0", Double.toString(weightDecay));
        }
        this.network = network.memory();
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.weightDecay = weightDecay;
        parts = trained.map(variables -> variables.stream()
                        .map(variable -> part(variable.value(), variable.gradient()))
                        .toList())
                .orElseGet(() -> List.of(part(this.network.parameters(), this.network.gradients())));
    }

    private Part part(Tensor parameters, Tensor gradients) {
        Tensor buffer = momentum == 0 ? gradients : memory.allocate(network.precision(), gradients.length());
        return new Part(parameters, gradients, buffer);
    }

    /** Moves the parameters by the gradients that the last backward pass left. */
    public void step(double learningRate) {
        network.requireOpen();
        if (closed) {
            throw new IllegalStateException("this optimizer is closed: its memory is freed");
        }
        for (Part part : parts) {
            step(part, learningRate);
        }
    }

    private void step(Part part, double learningRate) {
        if (weightDecay != 0) {
            Kernels.axpy(weightDecay, part.parameters, part.gradients);
        }
        if (momentum != 0) {
            Kernels.scale(momentum, part.buffer);
            Kernels.axpy(1, part.gradients, part.buffer);
        }
        if (nesterov) {
            Kernels.axpy(momentum, part.buffer, part.gradients);
        }
        Kernels.axpy(-learningRate, nesterov ? part.gradients : part.buffer, part.parameters);
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
    }
}
