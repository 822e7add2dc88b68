package org.evalgap.nn;

import java.util.Arrays;
import java.util.List;

/**
 * Samples of a batch that a norm normalizes together, and the calls that do it; see {@link NormalizationLayer} for the
 * formulas. Large work is native, block by block; what is one value per channel is Java's, in double.
 */
final class SampleSet {

    private final Compilation compilation;
    private final List<Compilation.Block> blocks;
    private final int samples;
    private final int channels;
    private final int channelsPerGroup;
    private final double count;
    private final double epsilon;
    private final Variable weight;
    private final Variable bias;
    private final double[] mean;
    private final double[] variance;
    private final double[] inverseDeviation;
    private final Tensor sums;
    private final Tensor products;
    private final Tensor shift;
    private final Tensor scale;
    private final Tensor slope;
    private final Tensor sign;
    private final Values signs;
    private boolean flipped;

    /**
     * @param first sample of the set
     * @param samples how many
     * @param x what will be normalized: [N, H, W, C]
     * @param channelsPerGroup channels that share statistics
     */
    SampleSet(
            Compilation c,
            int first,
            int samples,
            Tensor x,
            int channelsPerGroup,
            double epsilon,
            Variable weight,
            Variable bias) {
        compilation = c;
        this.samples = samples;
        long valuesPerSample = x.length() / c.batchSize();
        blocks = c.blocks(first, samples, valuesPerSample);
        channels = x.channels();
        this.channelsPerGroup = channelsPerGroup;
        count = (double) samples * valuesPerSample / channels * channelsPerGroup;
        this.epsilon = epsilon;
        this.weight = weight;
        this.bias = bias;
        int groups = channels / channelsPerGroup;
        mean = new double[groups];
        variance = new double[groups];
        inverseDeviation = new double[groups];
        sums = c.allocate(blocks.size(), channels);
        products = c.allocate(blocks.size(), channels);
        shift = c.allocate(channels);
        scale = c.allocate(channels);
        slope = c.allocate(channels);
        sign = c.allocate(channels);
        signs = sign.values();
        Initializer.ONE.fill(signs, channels, null);
    }

    /** The set in parts that stay in cache. */
    List<Compilation.Block> blocks() {
        return blocks;
    }

    int samples() {
        return samples;
    }

    /** Number of values behind each mean: samples × pixels × channels of a group. */
    double count() {
        return count;
    }

    /** Mean of a group after the forward calls. */
    double mean(int group) {
        return mean[group];
    }

    /** Biased variance of a group after the forward calls. */
    double variance(int group) {
        return variance[group];
    }

    /** Emits: the set's mean and variance, and centered = x − μ. */
    void center(Tensor x, Tensor centered) {
        Compilation c = compilation;
        Kernels k = c.kernels();
        Values sumValues = sums.values();
        Values squareValues = products.values();
        Values shifts = shift.values();
        Values scales = scale.values();
        Values weights = weight.values();
        for (int b = 0; b < blocks.size(); b++) {
            Tensor part = blocks.get(b).of(x);
            c.emit(k.columnSums(part, c.ones(part.rows()), sums.slice(b, 1)));
        }
        c.emit("norm", () -> {
            groupMeans(sumValues, mean);
            for (int i = 0; i < channels; i++) {
                shifts.set(i, -mean[i / channelsPerGroup]);
            }
        });
        for (int b = 0; b < blocks.size(); b++) {
            Tensor part = blocks.get(b).of(centered);
            Tensor square = c.scratch(part.shape());
            c.emit(k.addChannels(blocks.get(b).of(x), shift, part));
            c.emit(k.multiply(part, part, square));
            c.emit(k.columnSums(square, c.ones(part.rows()), products.slice(b, 1)));
        }
        c.emit("norm", () -> {
            groupMeans(squareValues, variance);
            for (int g = 0; g < variance.length; g++) {
                inverseDeviation[g] = 1 / Math.sqrt(variance[g] + epsilon);
            }
            for (int i = 0; i < channels; i++) {
                scales.set(i, signs.get(i) * weights.get(i) * inverseDeviation[i / channelsPerGroup]);
            }
        });
    }

    /**
     * Emits: centered = sign(γ) ∘ centered, so that what is left of γ is positive and a maximum may be taken before it
     * is applied. Everything that follows accounts for the flip. To be emitted before {@link #center}'s calls run their
     * course, with {@link #flip}.
     */
    void watchSigns() {
        Values weights = weight.values();
        compilation.emit("norm", () -> {
            flipped = false;
            for (int i = 0; i < channels; i++) {
                boolean negative = weights.get(i) < 0;
                signs.set(i, negative ? -1 : 1);
                flipped |= negative;
            }
        });
    }

    /** Emits: part = sign(γ) ∘ part, at the cost of a test where all γ are positive. */
    void flip(Tensor part) {
        Call multiply = compilation.kernels().multiplyChannels(part, sign, part);
        compilation.emit(new Call("flip", () -> {
            if (flipped) {
                multiply.run();
            }
        }));
    }

    /** Emits: y = centered ∘ |γ| s + β. */
    void scaleAndShift(Tensor centeredPart, Tensor yPart) {
        compilation.emit(compilation.kernels().multiplyChannels(centeredPart, scale, yPart));
        compilation.emit(compilation.kernels().addChannels(yPart, bias.value(), yPart));
    }

    /**
     * Emits: adds the gradients of γ and β, and prepares dx = scale · dy + slope · centered + shift.
     *
     * @param centered of the same shape as {@code dy}
     */
    void gradients(Tensor centered, Tensor dy, Values weightGradient, Values biasGradient) {
        Compilation c = compilation;
        Kernels k = c.kernels();
        for (int b = 0; b < blocks.size(); b++) {
            Tensor part = blocks.get(b).of(dy);
            Tensor product = c.scratch(part.shape());
            c.emit(k.columnSums(part, c.ones(part.rows()), sums.slice(b, 1)));
            c.emit(k.multiply(part, blocks.get(b).of(centered), product));
            c.emit(k.columnSums(product, c.ones(part.rows()), products.slice(b, 1)));
        }
        c.emit("norm", new Coefficients(weightGradient, biasGradient));
    }

    /** Emits: part = scale ∘ part. */
    void scale(Tensor part) {
        compilation.emit(compilation.kernels().multiplyChannels(part, scale, part));
    }

    /** Emits: part += slope ∘ centered + shift; uses {@code centeredPart} up. */
    void addStatisticsGradient(Tensor centeredPart, Tensor part) {
        Kernels k = compilation.kernels();
        compilation.emit(k.multiplyChannels(centeredPart, slope, centeredPart));
        compilation.emit(k.add(part, centeredPart, part));
        compilation.emit(k.addChannels(part, shift, part));
    }

    /** Gradients of γ and β, and the coefficients of dx. */
    private final class Coefficients implements Runnable {
        private final Values sumValues = sums.values();
        private final Values productValues = products.values();
        private final Values weightGradient;
        private final Values biasGradient;
        private final Values weights = weight.values();
        private final Values slopes = slope.values();
        private final Values shifts = shift.values();
        private final double[] meanGradient = new double[mean.length];
        private final double[] meanProduct = new double[mean.length];

        Coefficients(Values weightGradient, Values biasGradient) {
            this.weightGradient = weightGradient;
            this.biasGradient = biasGradient;
        }

        @Override
        public void run() {
            Arrays.fill(meanGradient, 0);
            Arrays.fill(meanProduct, 0);
            for (int i = 0; i < channels; i++) {
                int group = i / channelsPerGroup;
                double sum = channelSum(sumValues, i);
                double product = signs.get(i) * channelSum(productValues, i);
                biasGradient.set(i, biasGradient.get(i) + sum);
                weightGradient.set(i, weightGradient.get(i) + product * inverseDeviation[group]);
                meanGradient[group] += weights.get(i) * sum / count;
                meanProduct[group] += weights.get(i) * product / count;
            }
            for (int i = 0; i < channels; i++) {
                int group = i / channelsPerGroup;
                double s = inverseDeviation[group];
                slopes.set(i, -s * s * s * meanProduct[group]);
                shifts.set(i, -signs.get(i) * s * meanGradient[group]);
            }
        }
    }

    private void groupMeans(Values perBlock, double[] target) {
        Arrays.fill(target, 0);
        for (int i = 0; i < channels; i++) {
            target[i / channelsPerGroup] += channelSum(perBlock, i) / count;
        }
    }

    private double channelSum(Values perBlock, int channel) {
        double sum = 0;
        for (int b = 0; b < blocks.size(); b++) {
            sum += perBlock.get(b * channels + channel);
        }
        return sum;
    }
}
