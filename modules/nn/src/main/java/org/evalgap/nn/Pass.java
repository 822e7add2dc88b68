package org.evalgap.nn;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Call;
import org.evalgap.nn.kernel.Kernels;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.kernel.Profile;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.NetworkMemory;

/**
 * A network compiled for one batch size and one mode: a program of prepared native calls over its own buffers. Running
 * it never changes the network, except through {@link #updateRunningStatistics}; parameters are the network's, so a pass
 * always computes with their newest values.
 *
 * <p>Not for several threads at once.
 */
public final class Pass implements AutoCloseable {

    private final NetworkMemory network;
    private final Compilation compilation;
    private final Tensor parameters;
    private final Tensor logits;
    private final Call[] forward;
    private final Call[] backward;
    private final Values logitValues;
    private final Values logitGradient;
    private final CrossEntropy loss;
    private final BatchStatistics[] batchStatistics;
    private final Call[] drawn;
    private boolean closed;
    private Profile profile;

    Pass(
            NetworkMemory network,
            Compilation compilation,
            Tensor logits,
            Call[] forward,
            int firstDraw,
            Call[] backward,
            Tensor gradient) {
        this.network = network;
        this.compilation = compilation;
        parameters = network.parameters();
        this.logits = logits;
        this.forward = forward;
        drawn = Arrays.copyOfRange(forward, firstDraw, forward.length);
        this.backward = backward;
        logitValues = logits.values();
        logitGradient = gradient == null ? null : gradient.values();
        loss = new CrossEntropy(logits, compilation.batchSize());
        batchStatistics = compilation.batchStatistics().toArray(new BatchStatistics[0]);
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
        requireOpen();
        compilation.images(images);
        compilation.dropoutRandom(dropout);
        run(forward);
    }

    /**
     * Computes the logits of the last forward pass's batch again, with new masks. Where nothing but the first dropout
     * layer reads what enters it, what is ahead of that is not computed again. For forward passes alone: what a backward
     * pass reads may be of either.
     *
     * @param dropout draws the masks
     */
    public void forwardAgain(RandomGenerator dropout) {
        requireForwardOnly();
        compilation.dropoutRandom(dropout);
        run(drawn);
    }

    /** {@link #forwardAgain} with masks that keep every unit: to the bit the logits of the mode without dropout. */
    public void forwardAgainWithoutDropout() {
        requireForwardOnly();
        compilation.keepUnits();
        run(drawn);
    }

    private void requireForwardOnly() {
        requireOpen();
        if (backward != null) {
            throw new IllegalStateException("a pass with a gradient cannot go forward again from its dropout on");
        }
    }

    /** The logits of the last forward pass, [N, K]. Not to be used after the pass is closed. */
    public Values logits() {
        requireOpen();
        return logitValues;
    }

    /** Copies the logits of the last forward pass, [N, K], to the heap. */
    public void copyLogits(float[] target, int targetOffset) {
        requireOpen();
        logitValues.copyTo(0, target, targetOffset, (int) logits.length());
    }

    /**
     * Mean cross-entropy of the last forward pass; of a training pass it also prepares {@link #backward}.
     *
     * <p>oneDNN's maximum pooling passes over what is not a number, so logits can look well in a network that has
     * diverged: the parameters themselves are asked too.
     *
     * @param labels class of each image, at least N
     * @return in nats; not finite when a logit or a parameter is not
     */
    public double loss(byte[] labels) {
        return loss(labels, 0);
    }

    /**
     * {@link #loss(byte[])} with label smoothing, as PyTorch's {@code CrossEntropyLoss(label_smoothing=…)}: the target
     * is 1 − smoothing + smoothing / K for the label's class and smoothing / K for the others.
     *
     * @param smoothing in [0, 1]
     */
    public double loss(byte[] labels, double smoothing) {
        requireOpen();
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new ShapeException("label-smoothing", "a number from 0 to 1", Double.toString(smoothing));
        }
        double mean = loss.evaluate(labels, smoothing, logitGradient);
        return Double.isFinite(Kernels.absoluteSum(parameters)) ? mean : Double.NaN;
    }

    /** Images of the last forward pass whose largest logit is their class; ties go to the lower class. */
    public int correct(byte[] labels) {
        requireOpen();
        return loss.correct(labels);
    }

    /** Computes the gradients of the last {@link #loss} into the network's parameters. */
    public void backward() {
        requireOpen();
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
        requireOpen();
        for (BatchStatistics statistics : batchStatistics) {
            statistics.updateRunning();
        }
    }

    /**
     * What each BatchNorm layer measured in the last forward pass, in the order of the layers; empty for a pass with
     * running statistics.
     */
    public List<BatchStatistics> batchStatistics() {
        requireOpen();
        return List.of(batchStatistics);
    }

    private void requireOpen() {
        network.requireOpen();
        if (closed) {
            throw new IllegalStateException("this pass is closed: its memory is freed");
        }
    }

    /** Records the time of every further call in {@code newProfile}; null, as at first, records nothing. */
    public void profile(Profile newProfile) {
        profile = newProfile;
    }

    private void run(Call[] calls) {
        NativeBackend.flushDenormals();
        if (profile != null) {
            profile.run(calls);
            return;
        }
        for (Call call : calls) {
            call.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        compilation.memory().close();
    }
}
