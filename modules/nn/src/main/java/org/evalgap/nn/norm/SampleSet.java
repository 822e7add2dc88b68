package org.evalgap.nn.norm;

import java.util.Arrays;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.ChannelVector;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.state.BatchMoments;
import org.evalgap.nn.state.RunningStatistics;

/**
 * Samples of a batch that share statistics: what is one value per channel or group, computed by Java in double; see
 * {@link NormalizationLayer} for the formulas and {@link SampleRegion} for the calls around it.
 */
final class SampleSet implements BatchMoments {

    private final int samples;
    private final int channels;
    private final int channelsPerGroup;
    private final double count;
    private final double epsilon;
    private final Values weights;
    private final Values biases;
    private final Renormalization renormalization;
    private final double[] mean;
    private final double[] variance;
    private final double[] inverseDeviation;
    private final double[] meanGradient;
    private final double[] meanProduct;
    private final Tensor shift;
    private final Values shifts;
    private final ChannelVector scale;
    private final ChannelVector slope;
    private final Tensor offset;
    private final Values offsets;

    /**
     * @param samples of the set
     * @param pixels of a sample of the norm's input
     * @param scaledPixels of a sample of what γ is applied to: fewer, where pooling comes before
     * @param renormalization of the set, each channel a group; null for a norm that is no {@link
     *     org.evalgap.nn.graph.BatchRenorm}
     */
    SampleSet(
            Compilation c,
            int samples,
            int channels,
            int channelsPerGroup,
            int pixels,
            int scaledPixels,
            double epsilon,
            Values weights,
            Values biases,
            Renormalization renormalization) {
        this.samples = samples;
        this.channels = channels;
        this.channelsPerGroup = channelsPerGroup;
        count = (double) samples * pixels * channelsPerGroup;
        this.epsilon = epsilon;
        this.weights = weights;
        this.biases = biases;
        this.renormalization = renormalization;
        int groups = channels / channelsPerGroup;
        mean = new double[groups];
        variance = new double[groups];
        inverseDeviation = new double[groups];
        meanGradient = new double[groups];
        meanProduct = new double[groups];
        shift = c.allocate(channels);
        shifts = shift.values();
        scale = new ChannelVector(c, channels, scaledPixels);
        slope = new ChannelVector(c, channels, pixels);
        offset = renormalization == null ? null : c.allocate(channels);
        offsets = renormalization == null ? null : offset.values();
    }

    @Override
    public int samples() {
        return samples;
    }

    /** Number of values behind each mean: samples × pixels × channels of a group. */
    @Override
    public double count() {
        return count;
    }

    /** Mean of a group after the forward calls. */
    @Override
    public double mean(int group) {
        return mean[group];
    }

    /** Biased variance of a group after the forward calls. */
    @Override
    public double variance(int group) {
        return variance[group];
    }

    /** −μ in the forward pass, the constant part of y with blended moments and of dx in the backward pass. */
    Tensor shift() {
        return shift;
    }

    /** |γ| s, of renormalization |γ| s r; γ s with blended moments. */
    Tensor scale() {
        return scale.tensor();
    }

    /** β + γ d; only with renormalization. */
    Tensor offset() {
        return offset;
    }

    /** What x − μ is multiplied by in dx. */
    Tensor slope() {
        return slope.tensor();
    }

    /** From the sums of x over rows {@code first} to {@code last} of {@code sums}. */
    void setMeans(Values sums, int first, int last) {
        groupMeans(sums, first, last, mean);
        for (int i = 0; i < channels; i++) {
            shifts.set(i, -mean[i / channelsPerGroup]);
        }
    }

    /** From the sums of (x − μ)². */
    void setVariances(Values squares, int first, int last, Values signs) {
        groupMeans(squares, first, last, variance);
        for (int g = 0; g < variance.length; g++) {
            inverseDeviation[g] = 1 / Math.sqrt(variance[g] + epsilon);
        }
        if (renormalization != null) {
            renormalization.set(mean, variance);
            for (int i = 0; i < channels; i++) {
                offsets.set(i, biases.get(i) + weights.get(i) * renormalization.shift(i));
            }
        }
        for (int i = 0; i < channels; i++) {
            scale.set(i, signs.get(i) * weight(i) * inverseDeviation[i / channelsPerGroup]);
        }
    }

    /** What is multiplied by (x − μ) s: γ, of renormalization γ r. */
    private double weight(int channel) {
        return renormalization == null ? weights.get(channel) : weights.get(channel) * renormalization.ratio(channel);
    }

    /** The gradient of γ from the sums of dy and of dy (x − μ). */
    private double weightGradient(double sum, double product, int channel) {
        double plain = product * inverseDeviation[channel / channelsPerGroup];
        return renormalization == null
                ? plain
                : plain * renormalization.ratio(channel) + sum * renormalization.shift(channel);
    }

    /** Sets scale and shift for y = scale (x − μ) + shift with blended moments; each channel is a group. */
    void blend(Blend blend, RunningStatistics running) {
        for (int i = 0; i < channels; i++) {
            double blendedMean = blend.mean(running.mean(i), mean[i]);
            double blendedVariance = blend.variance(running.mean(i), running.variance(i), mean[i], variance[i]);
            double factor = weights.get(i) / Math.sqrt(blendedVariance + epsilon);
            scale.set(i, factor);
            shifts.set(i, biases.get(i) + (mean[i] - blendedMean) * factor);
        }
    }

    /**
     * From the sums of dy and of dy (x − μ): adds to the gradients of γ and β, and sets the coefficients of dx = scale ·
     * dy + slope · (x − μ) + shift, where x − μ and dx are negated in channels with {@code signs} −1.
     */
    void setGradients(
            Values sums,
            Values products,
            int first,
            int last,
            Values signs,
            Values weightGradient,
            Values biasGradient) {
        Arrays.fill(meanGradient, 0);
        Arrays.fill(meanProduct, 0);
        for (int i = 0; i < channels; i++) {
            int group = i / channelsPerGroup;
            double sum = channelSum(sums, first, last, i);
            double product = signs.get(i) * channelSum(products, first, last, i);
            biasGradient.set(i, biasGradient.get(i) + sum);
            weightGradient.set(i, weightGradient.get(i) + weightGradient(sum, product, i));
            meanGradient[group] += weight(i) * sum / count;
            meanProduct[group] += weight(i) * product / count;
        }
        for (int i = 0; i < channels; i++) {
            int group = i / channelsPerGroup;
            double s = inverseDeviation[group];
            slope.set(i, -s * s * s * meanProduct[group]);
            shifts.set(i, -signs.get(i) * s * meanGradient[group]);
        }
    }

    private void groupMeans(Values rows, int first, int last, double[] target) {
        Arrays.fill(target, 0);
        for (int i = 0; i < channels; i++) {
            target[i / channelsPerGroup] += channelSum(rows, first, last, i) / count;
        }
    }

    private double channelSum(Values rows, int first, int last, int channel) {
        double sum = 0;
        for (int row = first; row <= last; row++) {
            sum += rows.get(row * channels + channel);
        }
        return sum;
    }
}
