package org.evalgap.nn.plain;

import java.util.HashMap;
import java.util.Map;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;

/** Batch Renormalization with batch statistics, channel by channel, as the paper writes it; r and d are constants. */
final class PlainRenormalization implements PlainLayer {

    private final BatchRenorm spec;
    private final int channels;
    private final Variable weight;
    private final Variable bias;
    private final RunningStatistics running;
    private final Map<Variable, double[]> gradients = new HashMap<>();
    private double[] deviation;
    private double[] ratio;
    private double[] shift;
    private double[] normalized;

    /** @param weight null, as the bias, without affine */
    PlainRenormalization(BatchRenorm spec, int channels, Variable weight, Variable bias, RunningStatistics running) {
        this.spec = spec;
        this.channels = channels;
        this.weight = weight;
        this.bias = bias;
        this.running = running;
    }

    @Override
    public double[] forward(double[] x) {
        deviation = new double[channels];
        ratio = new double[channels];
        shift = new double[channels];
        normalized = new double[x.length];
        double[] y = new double[x.length];
        double rMax = spec.ratioBound(running.batches());
        double dMax = spec.shiftBound(running.batches());
        int count = x.length / channels;
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (int i = c; i < x.length; i += channels) {
                mean += x[i] / count;
            }
            double variance = 0;
            for (int i = c; i < x.length; i += channels) {
                variance += (x[i] - mean) * (x[i] - mean) / count;
            }
            deviation[c] = Math.sqrt(variance + spec.epsilon());
            double sigma = Math.sqrt(running.variance(c) + spec.epsilon());
            ratio[c] = Math.min(rMax, Math.max(1 / rMax, deviation[c] / sigma));
            shift[c] = Math.min(dMax, Math.max(-dMax, (mean - running.mean(c)) / sigma));
            for (int i = c; i < x.length; i += channels) {
                normalized[i] = (x[i] - mean) / deviation[c];
                y[i] = weight(c) * (normalized[i] * ratio[c] + shift[c])
                        + (bias == null ? 0 : bias.values().get(c));
            }
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dw = new double[channels];
        double[] db = new double[channels];
        double[] dx = new double[dy.length];
        int count = dy.length / channels;
        for (int c = 0; c < channels; c++) {
            double meanGradient = 0;
            double meanProduct = 0;
            for (int i = c; i < dy.length; i += channels) {
                db[c] += dy[i];
                dw[c] += dy[i] * (normalized[i] * ratio[c] + shift[c]);
                double g = dy[i] * weight(c) * ratio[c];
                meanGradient += g / count;
                meanProduct += g * normalized[i] / count;
            }
            for (int i = c; i < dy.length; i += channels) {
                double g = dy[i] * weight(c) * ratio[c];
                dx[i] = (g - meanGradient - normalized[i] * meanProduct) / deviation[c];
            }
        }
        if (weight != null) {
            gradients.put(weight, dw);
            gradients.put(bias, db);
        }
        return dx;
    }

    private double weight(int channel) {
        return weight == null ? 1 : weight.values().get(channel);
    }

    @Override
    public Map<Variable, double[]> gradients() {
        return gradients;
    }
}
