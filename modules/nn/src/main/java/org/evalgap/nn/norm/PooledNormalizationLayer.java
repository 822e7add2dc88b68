package org.evalgap.nn.norm;

import java.util.List;
import org.evalgap.nn.activation.ReluLayer;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.kernel.Call;
import org.evalgap.nn.kernel.ElementKernels;
import org.evalgap.nn.kernel.Kernels;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.layer.MaxPoolLayer;
import org.evalgap.nn.program.ChannelVector;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;

/**
 * Normalization → ReLU → maximum pooling, computed as centring → pooling → scaling → ReLU.
 *
 * <p>A maximum commutes with every non-decreasing function, so ReLU and the affine map may follow the pooling, where a
 * window has one value instead of k²: in the forward pass the affine map and the ReLU, in the backward pass both masks
 * and the sums behind γ's and β's gradients shrink by that factor. Where γ &lt; 0 the affine map decreases; there the
 * centred values are negated first.
 */
public final class PooledNormalizationLayer implements Layer {

    private final NormalizationLayer norm;
    private final ReluLayer relu;
    private final MaxPoolLayer pool;

    public PooledNormalizationLayer(NormalizationLayer norm, ReluLayer relu, MaxPoolLayer pool) {
        this.norm = norm;
        this.relu = relu;
        this.pool = pool;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        boolean running = norm.usesRunning(c.mode());
        if (running && (c.training() || c.blend().isPresent())) {
            return new ChainNode(c, x);
        }
        norm.show(c, x);
        return running ? new RunningNode(c, x) : new BatchNode(c, x);
    }

    /** Statistics of the pass's own samples. */
    private final class BatchNode implements Node {
        private final List<SampleRegion> regions;
        private final Tensor x;
        private final Tensor centered;
        private final Tensor pooled;
        private final Node activation;

        BatchNode(Compilation c, Tensor x) {
            this.x = x;
            centered = c.values(x.shape());
            pooled = pool.values(c);
            Tensor affine = c.values(pooled.shape());
            regions = norm.regions(c, x, pooled.rows() / c.batchSize());
            for (SampleRegion region : regions) {
                region.watchSigns();
                region.center(x, centered);
                for (Compilation.Block block : region.blocks()) {
                    region.flip(block, centered);
                    c.emit(pool.forward(c, block.of(centered), block.of(pooled)));
                    region.scaleAndShift(block, pooled, affine);
                }
            }
            c.release(centered);
            c.release(pooled);
            activation = relu.compile(c, affine);
            c.release(affine);
        }

        @Override
        public Tensor output() {
            return activation.output();
        }

        @Override
        public Tensor backward(Compilation c, Tensor outputGradient) {
            Tensor dy = activation.backward(c, outputGradient);
            Tensor dx = c.allocate(x.shape());
            Values weightGradient = norm.weight().gradient().values();
            Values biasGradient = norm.bias().gradient().values();
            norm.clearGradients(c);
            for (SampleRegion region : regions) {
                region.gradients(pooled, dy, weightGradient, biasGradient);
                for (Compilation.Block block : region.blocks()) {
                    region.scale(block, dy, dy);
                    c.emit(pool.backward(c, block.of(centered), block.of(dy), block.of(dx)));
                    region.addStatisticsGradient(block, centered, dx);
                    region.flip(block, dx);
                }
            }
            return dx;
        }
    }

    /** Running statistics in a forward pass: one scale and one shift per channel, after pooling. */
    private final class RunningNode implements Node {
        private final Tensor y;

        RunningNode(Compilation c, Tensor x) {
            int channels = x.channels();
            y = pool.values(c);
            Tensor oriented = c.values(x.shape());
            ChannelVector sign = new ChannelVector(c, channels, x.rows() / c.batchSize());
            ChannelVector scale = new ChannelVector(c, channels, y.rows() / c.batchSize());
            Tensor shift = c.allocate(channels);
            Orientation orientation = new Orientation(sign, scale, shift.values(), channels);
            Kernels k = c.kernels();
            c.emit("norm", orientation);
            for (Compilation.Block block : c.blocks(x)) {
                Tensor part = block.of(y);
                Call direct = pool.forward(c, block.of(x), part);
                Call flip = k.multiplyChannels(block.of(x), sign.tensor(), block.of(oriented));
                Call flipped = pool.forward(c, block.of(oriented), part);
                c.emit("maxpool2d", () -> {
                    if (orientation.flipped) {
                        flip.run();
                        flipped.run();
                    } else {
                        direct.run();
                    }
                });
                c.emit(k.multiplyChannels(part, scale.tensor(), part));
                c.emit(k.addChannels(part, shift, part));
                c.emit(c.elements().scalar(ElementKernels.Scalar.RELU, part, 0, part));
            }
            c.release(oriented);
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            throw new IllegalStateException("a forward pass has no gradient");
        }
    }

    /** y = |γ| s (±x) + β − μ γ s, with the sign of γ. */
    private final class Orientation implements Runnable {
        private final ChannelVector signs;
        private final ChannelVector scales;
        private final Values shifts;
        private final Values weights = norm.weight().values();
        private final Values biases = norm.bias().values();
        private final int channels;
        private boolean flipped;

        Orientation(ChannelVector signs, ChannelVector scales, Values shifts, int channels) {
            this.signs = signs;
            this.scales = scales;
            this.shifts = shifts;
            this.channels = channels;
        }

        @Override
        public void run() {
            flipped = false;
            for (int i = 0; i < channels; i++) {
                double factor = weights.get(i) * norm.inverseDeviation(i);
                flipped |= factor < 0;
                signs.set(i, factor < 0 ? -1 : 1);
                scales.set(i, Math.abs(factor));
                shifts.set(i, biases.get(i) - norm.running().mean(i) * factor);
            }
        }
    }

    /** The three layers one after another, pooling first. */
    private final class ChainNode implements Node {
        private final Node normalized;
        private final Node maximum;
        private final Node activation;

        ChainNode(Compilation c, Tensor x) {
            normalized = norm.compile(c, x);
            maximum = pool.compile(c, normalized.output());
            c.release(normalized.output());
            activation = relu.compile(c, maximum.output());
            c.release(maximum.output());
        }

        @Override
        public Tensor output() {
            return activation.output();
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            return normalized.backward(c, maximum.backward(c, activation.backward(c, dy)));
        }
    }
}
