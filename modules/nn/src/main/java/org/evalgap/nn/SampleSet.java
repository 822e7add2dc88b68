package org.evalgap.nn;

import java.util.Arrays;
import java.util.List;

/**
 * Samples of a batch that a norm normalizes together, and the calls that do it; see {@link NormalizationLayer} for the
 * formulas. Large work is native, block by block; what is one value per channel is Java's, in double.
 */
final class SampleSet {

    private final List<Compilation.Block> blocks;
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

    SampleSet(
            Compilation c,
            int first,
            int samples,
            Tensor x,
            int channelsPerGroup,
            double epsilon,
            Variable weight,
            Variable bias) {
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
        slope = c.training() ? c.allocate(channels) : null;
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

    void forward(Compilation c, Tensor x, Tensor centered, Tensor y) {
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
                scales.set(i, weights.get(i) * inverseDeviation[i / channelsPerGroup]);
            }
        });
        for (Compilation.Block block : blocks) {
            c.emit(k.multiplyChannels(block.of(centered), scale, block.of(y)));
            c.emit(k.addChannels(block.of(y), bias.value(), block.of(y)));
        }
    }

    /** Turns {@code dy} into dx in place, adds to the parameters' gradients, and uses {@code centered} up. */
    void backward(Compilation c, Tensor centered, Tensor dy, Values weightGradient, Values biasGradient) {
        Kernels k = c.kernels();
        Values sumValues = sums.values();
        Values productValues = products.values();
        for (int b = 0; b < blocks.size(); b++) {
            Tensor part = blocks.get(b).of(dy);
            Tensor product = c.scratch(part.shape());
            c.emit(k.columnSums(part, c.ones(part.rows()), sums.slice(b, 1)));
            c.emit(k.multiply(part, blocks.get(b).of(centered), product));
            c.emit(k.columnSums(product, c.ones(part.rows()), products.slice(b, 1)));
        }
        c.emit("norm", new Coefficients(sumValues, productValues, weightGradient, biasGradient));
        for (Compilation.Block block : blocks) {
            Tensor part = block.of(dy);
            Tensor centeredPart = block.of(centered);
            c.emit(k.multiplyChannels(centeredPart, slope, centeredPart));
            c.emit(k.multiplyChannels(part, scale, part));
            c.emit(k.add(part, centeredPart, part));
            c.emit(k.addChannels(part, shift, part));
        }
    }

    /** Gradients of γ and β, and dx as scale · dy + slope · (x − μ) + shift. */
    private final class Coefficients implements Runnable {
        private final Values sumValues;
        private final Values productValues;
        private final Values weightGradient;
        private final Values biasGradient;
        private final Values weights = weight.values();
        private final Values slopes = slope.values();
        private final Values shifts = shift.values();
        private final double[] meanGradient = new double[mean.length];
        private final double[] meanProduct = new double[mean.length];

        Coefficients(Values sumValues, Values productValues, Values weightGradient, Values biasGradient) {
            this.sumValues = sumValues;
            this.productValues = productValues;
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
                double product = channelSum(productValues, i);
                biasGradient.set(i, biasGradient.get(i) + sum);
                weightGradient.set(i, weightGradient.get(i) + product * inverseDeviation[group]);
                meanGradient[group] += weights.get(i) * sum / count;
                meanProduct[group] += weights.get(i) * product / count;
            }
            for (int i = 0; i < channels; i++) {
                int group = i / channelsPerGroup;
                double s = inverseDeviation[group];
                slopes.set(i, -s * s * s * meanProduct[group]);
                shifts.set(i, -s * meanGradient[group]);
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
