package org.evalgap.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every norm: the positions of the values that share statistics are listed, and each list is normalized by itself. */
final class PlainNormalization implements PlainLayer {

    private final double epsilon;
    private final int channels;
    private final List<int[]> sets;
    private final Variable weight;
    private final Variable bias;
    private final RunningStatistics constants;
    private final Map<Variable, double[]> gradients = new HashMap<>();
    private double[] input;
    private double[] normalized;

    /**
     * @param samplesPerSet samples that share statistics; the last set may have fewer
     * @param channelsPerSet channels that share statistics
     * @param weight null, as the bias, for a norm without affine
     * @param constants the mean and variance to normalize with; null for those of the values themselves
     */
    PlainNormalization(
            double epsilon,
            Shape shape,
            int samples,
            int samplesPerSet,
            int channelsPerSet,
            Variable weight,
            Variable bias,
            RunningStatistics constants) {
        this.epsilon = epsilon;
        this.channels = shape.channels();
        this.weight = weight;
        this.bias = bias;
        this.constants = constants;
        sets = new ArrayList<>();
        for (int first = 0; first < samples; first += samplesPerSet) {
            int after = Math.min(samples, first + samplesPerSet);
            for (int c = 0; c < channels; c += channelsPerSet) {
                sets.add(positions(first * shape.size(), after * shape.size(), c, c + channelsPerSet));
            }
        }
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        normalized = new double[x.length];
        double[] y = new double[x.length];
        for (int[] set : sets) {
            double mean = constants == null ? mean(x, set) : constants.mean(channel(set[0]));
            double deviation = deviation(x, set);
            for (int i : set) {
                normalized[i] = (x[i] - mean) / deviation;
                y[i] = weight(i) * normalized[i]
                        + (bias == null ? 0 : bias.values().get(channel(i)));
            }
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dw = new double[channels];
        double[] db = new double[channels];
        double[] g = new double[dy.length];
        for (int i = 0; i < dy.length; i++) {
            db[channel(i)] += dy[i];
            dw[channel(i)] += dy[i] * normalized[i];
            g[i] = dy[i] * weight(i);
        }
        if (weight != null) {
            gradients.put(weight, dw);
            gradients.put(bias, db);
        }
        double[] dx = new double[dy.length];
        for (int[] set : sets) {
            double meanGradient = constants == null ? mean(g, set) : 0;
            double meanProduct = 0;
            for (int i : set) {
                meanProduct += constants == null ? g[i] * normalized[i] / set.length : 0;
            }
            double deviation = deviation(input, set);
            for (int i : set) {
                dx[i] = (g[i] - meanGradient - normalized[i] * meanProduct) / deviation;
            }
        }
        return dx;
    }

    @Override
    public Map<Variable, double[]> gradients() {
        return gradients;
    }

    private double weight(int position) {
        return weight == null ? 1 : weight.values().get(channel(position));
    }

    private double deviation(double[] x, int[] set) {
        return Math.sqrt((constants == null ? variance(x, set) : constants.variance(channel(set[0]))) + epsilon);
    }

    private static double mean(double[] x, int[] set) {
        double sum = 0;
        for (int i : set) {
            sum += x[i];
        }
        return sum / set.length;
    }

    private static double variance(double[] x, int[] set) {
        double mean = mean(x, set);
        double sum = 0;
        for (int i : set) {
            sum += (x[i] - mean) * (x[i] - mean);
        }
        return sum / set.length;
    }

    private int[] positions(int first, int after, int firstChannel, int afterChannel) {
        return IntStream.range(first, after)
                .filter(i -> channel(i) >= firstChannel && channel(i) < afterChannel)
                .toArray();
    }

    private int channel(int position) {
        return position % channels;
    }

    /** What one batch does to the running statistics of a channel: mean and unbiased variance of each of its sets. */
    List<double[]> batchStatistics(int channel) {
        return sets.stream()
                .filter(set -> channel(set[0]) == channel)
                .map(set -> new double[] {mean(input, set), variance(input, set) * set.length / (set.length - 1)})
                .toList();
    }
}
