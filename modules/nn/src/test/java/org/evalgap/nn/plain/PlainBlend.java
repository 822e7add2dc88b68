package org.evalgap.nn.plain;

import java.util.stream.IntStream;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;

/**
 * A norm whose running moments are blended with those of its input: an image's by first and second raw moments, a batch's
 * by mean and variance.
 */
final class PlainBlend implements PlainLayer {

    private final double epsilon;
    private final Shape shape;
    private final int samples;
    private final Blend blend;
    private final Variable weight;
    private final Variable bias;
    private final RunningStatistics running;

    /** @param weight null, as the bias, for a norm without affine */
    PlainBlend(
            double epsilon,
            Shape shape,
            int samples,
            Blend blend,
            Variable weight,
            Variable bias,
            RunningStatistics running) {
        this.epsilon = epsilon;
        this.shape = shape;
        this.samples = samples;
        this.blend = blend;
        this.weight = weight;
        this.bias = bias;
        this.running = running;
    }

    @Override
    public double[] forward(double[] x) {
        double[] y = new double[x.length];
        int together = blend.of() == Blend.Of.IMAGE ? 1 : samples;
        for (int first = 0; first < samples; first += together) {
            for (int c = 0; c < shape.channels(); c++) {
                normalize(x, y, positions(first * shape.size(), (first + together) * shape.size(), c), c);
            }
        }
        return y;
    }

    private void normalize(double[] x, double[] y, int[] positions, int channel) {
        double w = blend.weight();
        double runningMean = running.mean(channel);
        double runningVariance = running.variance(channel);
        double ownMean =
                IntStream.of(positions).mapToDouble(i -> x[i]).average().orElseThrow();
        double ownSquare =
                IntStream.of(positions).mapToDouble(i -> x[i] * x[i]).average().orElseThrow();
        double mean = (1 - w) * runningMean + w * ownMean;
        double variance = blend.of() == Blend.Of.IMAGE
                ? (1 - w) * (runningVariance + runningMean * runningMean) + w * ownSquare - mean * mean
                : (1 - w) * runningVariance + w * (ownSquare - ownMean * ownMean);
        double gamma = weight == null ? 1 : weight.values().get(channel);
        double beta = bias == null ? 0 : bias.values().get(channel);
        for (int i : positions) {
            y[i] = gamma * (x[i] - mean) / Math.sqrt(variance + epsilon) + beta;
        }
    }

    private int[] positions(int first, int after, int channel) {
        return IntStream.range(first, after)
                .filter(i -> i % shape.channels() == channel)
                .toArray();
    }

    @Override
    public double[] gradient(double[] dy) {
        throw new UnsupportedOperationException("a pass with blended statistics has no gradient");
    }
}
