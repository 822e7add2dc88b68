package org.evalgap.nn.norm;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.kernel.Kernels;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.ChannelVector;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.Initializer;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;

/**
 * {@link LayerSpec.BatchNorm}, {@link BatchRenorm}, {@link LayerSpec.GroupNorm}, {@link LayerSpec.LayerNorm} and {@link
 * InstanceNorm}: one computation, over different sets of values.
 *
 * <p>A <em>set</em> is the samples that share statistics: the batch (BatchNorm), a part of it (ghost batch norm, or one of
 * several replicas) or one sample (all others). Within a set, statistics are taken over a group of channels: one channel (BatchNorm, InstanceNorm),
 * channels/groups (GroupNorm), all (LayerNorm). With m values per set and group, μ their mean and σ² their biased
 * variance:
 *
 * <pre>
 * forward:   y = γ (x − μ) s + β,           s = 1/√(σ² + ε)
 * backward:  dβ = Σ dy,  dγ = Σ dy (x − μ) s
 *            dx = s (γ dy − mean(γ dy) − (x − μ) s² mean(γ dy (x − μ)))
 * </pre>
 *
 * Of BatchRenorm, γ r stands in place of γ, β + γ d in place of β, and dγ = Σ dy ((x − μ) s r + d), with r and d held.
 *
 * <p>With RUNNING statistics (BatchNorm, BatchRenorm and tracked InstanceNorm only) μ and σ² are constants, so dx = s γ dy;
 * a forward pass may blend them with moments of its own samples, see {@link Blend}. Means are subtracted before squaring: a
 * channel whose mean is large against its deviation loses no digits.
 */
public final class NormalizationLayer implements Layer {

    private final double epsilon;
    private final int channelsPerGroup;
    private final int samplesPerSet;
    private final boolean affine;
    private final Variable weight;
    private final Variable bias;
    private final RunningStatistics running;
    private final Supplier<Renormalization> renormalization;

    private NormalizationLayer(
            PlacedNode node,
            boolean affine,
            double epsilon,
            int channelsPerGroup,
            int samplesPerSet,
            RunningStatistics running,
            Supplier<Renormalization> renormalization) {
        this.affine = affine;
        this.epsilon = epsilon;
        this.channelsPerGroup = channelsPerGroup;
        this.samplesPerSet = samplesPerSet;
        this.running = running;
        this.renormalization = renormalization;
        int channels = node.inputShape().channels();
        weight = new Variable(node, Variable.Role.WEIGHT, Initializer.ONE, channels);
        bias = new Variable(node, Variable.Role.BIAS, Initializer.ZERO, channels);
    }

    /** @throws IllegalArgumentException if the node is no norm */
    public static NormalizationLayer of(PlacedNode node) {
        int channels = node.inputShape().channels();
        boolean affine = !(node.operator() instanceof WithoutAffine);
        Operator norm = node.operator() instanceof WithoutAffine plain ? plain.normalization() : node.operator();
        if (norm instanceof LayerSpec.BatchNorm spec) {
            int samples = spec.ghostBatchSize() == 0 ? Integer.MAX_VALUE : spec.ghostBatchSize();
            RunningStatistics running = new RunningStatistics(node, spec.momentum(), spec.cumulative(), false);
            return new NormalizationLayer(node, affine, spec.epsilon(), 1, samples, running, null);
        } else if (norm instanceof BatchRenorm spec) {
            RunningStatistics running = RunningStatistics.ofDeviations(node, spec.momentum(), spec.epsilon());
            return new NormalizationLayer(
                    node,
                    affine,
                    spec.epsilon(),
                    1,
                    Integer.MAX_VALUE,
                    running,
                    () -> new Renormalization(spec, running));
        } else if (norm instanceof InstanceNorm spec) {
            RunningStatistics running =
                    spec.tracked() ? new RunningStatistics(node, spec.momentum(), false, true) : null;
            return new NormalizationLayer(node, affine, spec.epsilon(), 1, 1, running, null);
        } else if (norm instanceof LayerSpec.GroupNorm spec) {
            return new NormalizationLayer(node, affine, spec.epsilon(), channels / spec.groups(), 1, null, null);
        } else if (norm instanceof LayerSpec.LayerNorm spec) {
            return new NormalizationLayer(node, affine, spec.epsilon(), channels, 1, null, null);
        }
        throw new IllegalArgumentException("no layer for " + norm);
    }

    @Override
    public List<Variable> variables() {
        List<Variable> trained = affine ? List.of(weight, bias) : List.of();
        List<Variable> tracked =
                running == null ? List.of() : List.of(running.meanVariable(), running.varianceVariable());
        return Stream.concat(trained.stream(), tracked.stream()).toList();
    }

    /** Without an affine, γ = 1 and β = 0. */
    @Override
    public List<Variable> constants() {
        return affine ? List.of() : List.of(weight, bias);
    }

    @Override
    public List<RunningStatistics> runningStatistics() {
        return running == null ? List.of() : List.of(running);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        show(c, x);
        if (usesRunning(c.mode())) {
            if (c.blend().isPresent()) {
                return new BlendedNode(c, x, c.blend().get());
            }
            return c.training() ? new FrozenNode(c, x) : new FoldedNode(c, x);
        }
        return new BatchNode(c, x);
    }

    /** Statistics of the pass's own samples. */
    private final class BatchNode implements Node {
        private final List<SampleRegion> regions;
        private final Tensor centered;
        private final Tensor y;

        BatchNode(Compilation c, Tensor x) {
            y = c.values(x.shape());
            // Only a backward pass needs x − μ again.
            centered = c.training() ? c.allocate(x.shape()) : y;
            regions = regions(c, x, x.rows() / c.batchSize());
            for (SampleRegion region : regions) {
                region.center(x, centered);
                for (Compilation.Block block : region.blocks()) {
                    region.scaleAndShift(block, centered, y);
                }
            }
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Values weightGradient = weight.gradient().values();
            Values biasGradient = bias.gradient().values();
            clearGradients(c);
            for (SampleRegion region : regions) {
                region.gradients(centered, dy, weightGradient, biasGradient);
                for (Compilation.Block block : region.blocks()) {
                    region.scale(block, dy, dy);
                    region.addStatisticsGradient(block, centered, dy);
                }
            }
            return dy;
        }
    }

    /** Emits: shows this layer's input. */
    void show(Compilation c, Tensor x) {
        c.show(weight.layer(), x);
    }

    /**
     * The samples of {@code x} in regions; the program is told where it measures their statistics.
     *
     * @param scaledPixels of a sample of what γ is applied to
     */
    List<SampleRegion> regions(Compilation c, Tensor x, int scaledPixels) {
        int samples = Math.min(samplesPerSet, c.samplesPerReplica());
        List<SampleRegion> regions = SampleRegion.of(c, x, layout(samples, scaledPixels, renormalization));
        if (running != null) {
            c.register(
                    running,
                    regions.stream().flatMap(region -> region.sets().stream()).toList());
        }
        return regions;
    }

    private SampleRegion.Layout layout(int samples, int scaledPixels, Supplier<Renormalization> ofSet) {
        return new SampleRegion.Layout(channelsPerGroup, samples, scaledPixels, epsilon, weight, bias, ofSet);
    }

    /** Emits: the gradients of γ and β are 0, for each set to add to. */
    void clearGradients(Compilation c) {
        Values weightGradient = weight.gradient().values();
        Values biasGradient = bias.gradient().values();
        int channels = weight.length();
        c.emit("norm", () -> {
            for (int i = 0; i < channels; i++) {
                weightGradient.set(i, 0);
                biasGradient.set(i, 0);
            }
        });
    }

    /** The running statistics; null for a norm that has none. */
    RunningStatistics running() {
        return running;
    }

    Variable weight() {
        return weight;
    }

    Variable bias() {
        return bias;
    }

    /** Whether a pass in this mode normalizes with constants. */
    boolean usesRunning(Mode mode) {
        return running != null && mode.statistics() == Mode.Statistics.RUNNING;
    }

    /** Running statistics in training: constants that the gradient does not pass through. */
    private final class FrozenNode implements Node {
        private final Tensor centered;
        private final Tensor y;
        private final ChannelVector scale;

        FrozenNode(Compilation c, Tensor x) {
            int channels = x.channels();
            y = c.allocate(x.shape());
            centered = c.allocate(x.shape());
            scale = new ChannelVector(c, channels, x.rows() / c.batchSize());
            Tensor shift = c.allocate(channels);
            Values shifts = shift.values();
            Values weights = weight.values();
            c.emit("norm", () -> {
                for (int i = 0; i < channels; i++) {
                    shifts.set(i, -running.mean(i));
                    scale.set(i, weights.get(i) * inverseDeviation(i));
                }
            });
            Kernels k = c.kernels();
            for (Compilation.Block block : c.blocks(x)) {
                c.emit(k.addChannels(block.of(x), shift, block.of(centered)));
                c.emit(k.multiplyChannels(block.of(centered), scale.tensor(), block.of(y)));
                c.emit(k.addChannels(block.of(y), bias.value(), block.of(y)));
            }
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            int channels = y.channels();
            Values weightGradient = weight.gradient().values();
            Tensor product = c.allocate(dy.shape());
            Kernels k = c.kernels();
            c.emit(k.columnSums(dy, c.ones(dy.rows()), bias.gradient()));
            c.emit(k.multiply(dy, centered, product));
            c.emit(k.columnSums(product, c.ones(dy.rows()), weight.gradient()));
            c.emit("norm", () -> {
                for (int i = 0; i < channels; i++) {
                    weightGradient.set(i, weightGradient.get(i) * inverseDeviation(i));
                }
            });
            for (Compilation.Block block : c.blocks(dy)) {
                c.emit(k.multiplyChannels(block.of(dy), scale.tensor(), block.of(dy)));
            }
            return dy;
        }
    }

    /** Running statistics in a forward pass: one scale and one shift per channel. */
    private final class FoldedNode implements Node {
        private final Tensor y;

        FoldedNode(Compilation c, Tensor x) {
            int channels = x.channels();
            y = c.values(x.shape());
            ChannelVector scale = new ChannelVector(c, channels, x.rows() / c.batchSize());
            Tensor shift = c.allocate(channels);
            Values shifts = shift.values();
            Values weights = weight.values();
            Values biases = bias.values();
            c.emit("norm", () -> {
                for (int i = 0; i < channels; i++) {
                    double factor = weights.get(i) * inverseDeviation(i);
                    scale.set(i, factor);
                    shifts.set(i, biases.get(i) - running.mean(i) * factor);
                }
            });
            Kernels k = c.kernels();
            for (Compilation.Block block : c.blocks(x)) {
                c.emit(k.multiplyChannels(block.of(x), scale.tensor(), block.of(y)));
                c.emit(k.addChannels(block.of(y), shift, block.of(y)));
            }
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

    /** Running statistics blended with those of the pass's own samples, in a forward pass. */
    private final class BlendedNode implements Node {
        private final Tensor y;

        BlendedNode(Compilation c, Tensor x, Blend blend) {
            y = c.values(x.shape());
            int together = blend.together(c.batchSize());
            for (SampleRegion region : SampleRegion.of(c, x, layout(together, x.rows() / c.batchSize(), null))) {
                region.center(x, y);
                region.blend(blend, running, y);
            }
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            throw new IllegalStateException("a pass with blended statistics has no gradient");
        }
    }

    double inverseDeviation(int channel) {
        return 1 / Math.sqrt(running.variance(channel) + epsilon);
    }
}
