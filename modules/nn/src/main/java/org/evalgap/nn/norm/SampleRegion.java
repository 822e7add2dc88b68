package org.evalgap.nn.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.evalgap.nn.kernel.Call;
import org.evalgap.nn.kernel.Kernels;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.ChannelVector;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;

/**
 * Neighbouring samples of a batch that a norm works on together: one set of samples in several cache blocks, or several
 * small sets in one. Emits the native calls; what is one value per channel is each {@link SampleSet}'s.
 *
 * <p>A call that needs a set's own vector runs for each part, which belongs to one set; any other runs for a whole block.
 */
final class SampleRegion {

    private final Compilation c;
    private final Kernels k;
    private final int channels;
    private final Variable weight;
    private final Variable bias;
    private final boolean renormalized;
    private final List<SampleSet> sets;
    private final List<Part> parts;
    private final List<Compilation.Block> blocks;
    private final Tensor sums;
    private final Tensor products;
    private final Values sumValues;
    private final Values productValues;
    private final ChannelVector sign;
    private final Values signs;
    private boolean flipped;

    /** Samples of one set within one block. */
    private record Part(Compilation.Block samples, Compilation.Block block, int set) {}

    /**
     * @param sets of samples
     * @param parts in the order of their samples; the parts of a set are consecutive
     */
    private SampleRegion(
            Compilation c, int channels, int pixels, Layout layout, List<SampleSet> sets, List<Part> parts) {
        this.c = c;
        this.k = c.kernels();
        this.channels = channels;
        weight = layout.weight();
        bias = layout.bias();
        renormalized = layout.renormalization() != null;
        this.sets = sets;
        this.parts = parts;
        blocks = parts.stream().map(Part::block).distinct().toList();
        sums = c.allocate(parts.size(), channels);
        products = c.allocate(parts.size(), channels);
        sumValues = sums.values();
        productValues = products.values();
        sign = new ChannelVector(c, channels, pixels);
        signs = sign.tensor().values();
        for (int i = 0; i < channels; i++) {
            sign.set(i, 1);
        }
    }

    /**
     * What every region of a batch is made of.
     *
     * @param renormalization makes that of a set; null for a norm without
     */
    record Layout(
            int channelsPerGroup,
            int samplesPerSet,
            int scaledPixels,
            double epsilon,
            Variable weight,
            Variable bias,
            Supplier<Renormalization> renormalization) {}

    /** The regions of the batch {@code x}, [N, H, W, C]. */
    static List<SampleRegion> of(Compilation c, Tensor x, Layout layout) {
        int n = c.batchSize();
        int setSize = Math.min(n, layout.samplesPerSet());
        int blockSize = c.blocks(x).get(0).samples();
        int regionSize = Math.max(setSize, blockSize / setSize * setSize);
        List<SampleRegion> regions = new ArrayList<>();
        for (int first = 0; first < n; first += regionSize) {
            regions.add(region(c, x, layout, first, Math.min(regionSize, n - first), setSize));
        }
        return regions;
    }

    private static SampleRegion region(Compilation c, Tensor x, Layout layout, int first, int samples, int setSize) {
        int channels = x.channels();
        int pixels = x.rows() / c.batchSize();
        List<SampleSet> sets = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        List<Compilation.Block> blocks = c.blocks(first, samples, (long) pixels * channels);
        for (int at = first; at < first + samples; at += setSize) {
            Compilation.Block ofSet = new Compilation.Block(at, Math.min(setSize, first + samples - at));
            for (Compilation.Block block : blocks) {
                ofSet.intersection(block).ifPresent(common -> parts.add(new Part(common, block, sets.size())));
            }
            sets.add(new SampleSet(
                    c,
                    ofSet.samples(),
                    channels,
                    layout.channelsPerGroup(),
                    pixels,
                    layout.scaledPixels(),
                    layout.epsilon(),
                    layout.weight().values(),
                    layout.bias().values(),
                    layout.renormalization() == null
                            ? null
                            : layout.renormalization().get()));
        }
        return new SampleRegion(c, channels, pixels, layout, sets, parts);
    }

    List<SampleSet> sets() {
        return sets;
    }

    /** The region in blocks that stay in cache. */
    List<Compilation.Block> blocks() {
        return blocks;
    }

    /** Emits: each set's mean and variance, and centered = x − μ. */
    void center(Tensor x, Tensor centered) {
        emitSums(x, sums);
        emitForEachSet((set, first, last) -> set.setMeans(sumValues, first, last));
        for (Compilation.Block block : blocks) {
            Tensor square = c.scratch(block.of(centered).shape());
            for (Part part : partsOf(block)) {
                c.emit(k.addChannels(
                        part.samples().of(x),
                        sets.get(part.set()).shift(),
                        part.samples().of(centered)));
            }
            c.emit(k.multiply(block.of(centered), block.of(centered), square));
            emitSums(block, square, products);
        }
        emitForEachSet((set, first, last) -> set.setVariances(productValues, first, last, signs));
    }

    /**
     * Emits: notes the sign of each γ, for {@link #flip} to apply; what is left of γ is positive and a maximum may be
     * taken before it is applied. To be emitted before {@link #center}.
     */
    void watchSigns() {
        Values weights = weight.values();
        c.emit("norm", () -> {
            boolean any = false;
            for (int i = 0; i < channels; i++) {
                boolean negative = weights.get(i) < 0;
                any |= negative;
                if (negative != signs.get(i) < 0) {
                    sign.set(i, negative ? -1 : 1);
                }
            }
            flipped = any;
        });
    }

    /** Emits: x = sign(γ) ∘ x in a block, at the cost of a test where all γ are positive. */
    void flip(Compilation.Block block, Tensor x) {
        Tensor part = block.of(x);
        Call multiply = k.multiplyChannels(part, sign.tensor(), part);
        c.emit("flip", () -> {
            if (flipped) {
                multiply.run();
            }
        });
    }

    /** Emits: y = |γ| s ∘ centered + β in a block, of renormalization y = |γ| s r ∘ centered + β + γ d. */
    void scaleAndShift(Compilation.Block block, Tensor centered, Tensor y) {
        scale(block, centered, y);
        if (!renormalized) {
            c.emit(k.addChannels(block.of(y), bias.value(), block.of(y)));
            return;
        }
        for (Part part : partsOf(block)) {
            Tensor of = part.samples().of(y);
            c.emit(k.addChannels(of, sets.get(part.set()).offset(), of));
        }
    }

    /** Emits: y = γ (x − mean) / √(variance + ε) + β with blended moments, where {@link #center} has left x − μ in y. */
    void blend(Blend blend, RunningStatistics running, Tensor y) {
        emitForEachSet((set, first, last) -> set.blend(blend, running));
        for (Part part : parts) {
            Tensor of = part.samples().of(y);
            c.emit(k.multiplyChannels(of, sets.get(part.set()).scale(), of));
            c.emit(k.addChannels(of, sets.get(part.set()).shift(), of));
        }
    }

    /**
     * Emits: adds the gradients of γ and β, and prepares {@link #scale} and {@link #addStatisticsGradient}.
     *
     * @param centered of the same shape as {@code dy}
     */
    void gradients(Tensor centered, Tensor dy, Values weightGradient, Values biasGradient) {
        for (Compilation.Block block : blocks) {
            Tensor product = c.scratch(block.of(dy).shape());
            emitSums(block, block.of(dy), sums);
            c.emit(k.multiply(block.of(dy), block.of(centered), product));
            emitSums(block, product, products);
        }
        emitForEachSet((set, first, last) ->
                set.setGradients(sumValues, productValues, first, last, signs, weightGradient, biasGradient));
    }

    /** Emits: y = |γ| s ∘ x in a block; y may be x. */
    void scale(Compilation.Block block, Tensor x, Tensor y) {
        for (Part part : partsOf(block)) {
            c.emit(k.multiplyChannels(
                    part.samples().of(x),
                    sets.get(part.set()).scale(),
                    part.samples().of(y)));
        }
    }

    /** Emits: dx += slope ∘ centered + shift in a block; uses {@code centered} up. */
    void addStatisticsGradient(Compilation.Block block, Tensor centered, Tensor dx) {
        for (Part part : partsOf(block)) {
            Tensor of = part.samples().of(centered);
            c.emit(k.multiplyChannels(of, sets.get(part.set()).slope(), of));
        }
        c.emit(k.add(block.of(dx), block.of(centered), block.of(dx)));
        for (Part part : partsOf(block)) {
            Tensor of = part.samples().of(dx);
            c.emit(k.addChannels(of, sets.get(part.set()).shift(), of));
        }
    }

    private void emitSums(Tensor x, Tensor target) {
        for (Compilation.Block block : blocks) {
            emitSums(block, block.of(x), target);
        }
    }

    /** Emits: the column sums of each part of a block; {@code x} holds the block alone. */
    private void emitSums(Compilation.Block block, Tensor x, Tensor target) {
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.block().equals(block)) {
                Tensor of = x.slice(
                        part.samples().first() - block.first(), part.samples().samples());
                c.emit(k.columnSums(of, c.ones(of.rows()), target.slice(i, 1)));
            }
        }
    }

    private List<Part> partsOf(Compilation.Block block) {
        return parts.stream().filter(part -> part.block().equals(block)).toList();
    }

    private interface SetStep {
        void apply(SampleSet set, int firstPart, int lastPart);
    }

    private void emitForEachSet(SetStep step) {
        c.emit("norm", () -> {
            int first = 0;
            for (int last = 0; last < parts.size(); last++) {
                int set = parts.get(last).set();
                if (last + 1 == parts.size() || parts.get(last + 1).set() != set) {
                    step.apply(sets.get(set), first, last);
                    first = last + 1;
                }
            }
        });
    }
}
