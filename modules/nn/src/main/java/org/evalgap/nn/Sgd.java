package org.evalgap.nn;

/**
 * Stochastic gradient descent as PyTorch's {@code SGD} without dampening. With g the gradient, θ the parameters, b the
 * momentum buffer: g += weightDecay · θ; b = momentum · b + g (b = g at the first step); g = g + momentum · b with
 * Nesterov, else b; θ −= learningRate · g. Weight decay acts on every parameter, affine ones included.
 */
public final class Sgd implements AutoCloseable {

    private final Network network;
    private final double momentum;
    private final boolean nesterov;
    private final double weightDecay;
    private final NativeMemory memory = new NativeMemory();
    private final Tensor parameters;
    private final Tensor gradients;
    private final Tensor buffer;
    private boolean closed;

    /**
     * @param momentum in [0, 1)
     * @param nesterov needs a momentum above 0
     * @param weightDecay at least 0
     * @throws ShapeException if a setting is out of its range
     */
    public Sgd(Network network, double momentum, boolean nesterov, double weightDecay) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new ShapeException("momentum", "a number from 0 to below 1", Double.toString(momentum));
        }
        if (nesterov && momentum == 0) {
            throw new ShapeException("nesterov", "a momentum above 0 with it", Double.toString(momentum));
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new ShapeException("weight-decay", "a number of at least 0", Double.toString(weightDecay));
        }
        this.network = network;
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.weightDecay = weightDecay;
        parameters = network.parameterValues();
        gradients = network.gradients();
        buffer = momentum == 0 ? gradients : memory.allocate(network.precision(), gradients.length());
    }

    /** Moves the parameters by the gradients that the last backward pass left. */
    public void step(double learningRate) {
        network.requireOpen();
        if (closed) {
            throw new IllegalStateException("this optimizer is closed: its memory is freed");
        }
        if (weightDecay != 0) {
            Kernels.axpy(weightDecay, parameters, gradients);
        }
        if (momentum != 0) {
            Kernels.scale(momentum, buffer);
            Kernels.axpy(1, gradients, buffer);
        }
        if (nesterov) {
            Kernels.axpy(momentum, buffer, gradients);
        }
        Kernels.axpy(-learningRate, nesterov ? gradients : buffer, parameters);
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
    }
}
