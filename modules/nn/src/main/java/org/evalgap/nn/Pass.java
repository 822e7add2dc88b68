package org.evalgap.nn;

import java.util.random.RandomGenerator;

/**
 * A network compiled for one batch size and one mode: a program of prepared native calls over its own buffers. Running
 * it never changes the network, except through {@link #updateRunningStatistics}; parameters are the network's, so a pass
 * always computes with their newest values.
 *
 * <p>Not for several threads at once.
 */
public final class Pass implements AutoCloseable {

    private final Network network;
    private final Compilation compilation;
    private final Tensor logits;
    private final Call[] forward;
    private final Call[] backward;
    private final Values inputValues;
    private final Values logitValues;
    private final Values logitGradient;
    private final CrossEntropy loss;

    Pass(
            Network network,
            Compilation compilation,
            Tensor input,
            Tensor logits,
            Call[] forward,
            Call[] backward,
            Tensor gradient) {
        this.network = network;
        this.compilation = compilation;
        this.logits = logits;
        this.forward = forward;
        this.backward = backward;
        inputValues = input.values();
        logitValues = logits.values();
        logitGradient = gradient == null ? null : gradient.values();
        loss = new CrossEntropy(logits, compilation.batchSize());
    }

    public int batchSize() {
        return compilation.batchSize();
    }

    public Mode mode() {
        return compilation.mode();
    }

    /** Bytes of native memory this pass holds. */
    public long nativeBytes() {
        return compilation.memory().bytes();
    }

    /**
     * Computes the logits of a batch.
     *
     * @param images [N, H, W, C], at least N images
     * @param dropout draws the masks; may be null if the mode's dropout is off
     */
    public void forward(float[] images, RandomGenerator dropout) {
        network.requireOpen();
        inputValues.copyFrom(images, 0, 0, batchSize() * network.spec().input().size());
        compilation.dropoutRandom(dropout);
        run(forward);
    }

    /** The logits of the last forward pass, [N, K]. */
    public Values logits() {
        return logitValues;
    }

    /** Copies the logits of the last forward pass, [N, K], to the heap. */
    public void copyLogits(float[] target, int targetOffset) {
        logitValues.copyTo(0, target, targetOffset, (int) logits.length());
    }

    /**
     * Mean cross-entropy of the last forward pass; of a training pass it also prepares {@link #backward}.
     *
     * @param labels class of each image, at least N
     * @return in nats; not finite when the network has diverged
     */
    public double loss(byte[] labels) {
        return loss.evaluate(labels, logitGradient);
    }

    /** Images of the last forward pass whose largest logit is their class; ties go to the lower class. */
    public int correct(byte[] labels) {
        return loss.correct(labels);
    }

    /** Computes the gradients of the last {@link #loss} into the network's parameters. */
    public void backward() {
        if (backward == null) {
            throw new IllegalStateException("a forward pass has no gradient: compile a training pass");
        }
        run(backward);
    }

    /**
     * Moves the running statistics of every BatchNorm layer by what the last forward pass measured. Only a pass with
     * batch statistics measures any; with running statistics nothing moves, as in PyTorch.
     */
    public void updateRunningStatistics() {
        for (BatchStatistics statistics : compilation.batchStatistics()) {
            statistics.updateRunning();
        }
    }

    private static void run(Call[] calls) {
        for (Call call : calls) {
            call.run();
        }
    }

    @Override
    public void close() {
        compilation.memory().close();
    }
}
