package org.evalgap.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A pass of a network, computed by {@link PlainLayer}s from that network's present variables. */
final class PlainNetwork {

    private final Network network;
    private final int samples;
    private final Mode mode;
    private final Map<Integer, PlainNormalization> norms = new HashMap<>();
    private final PlainLayer layers;
    private int next;
    private RandomGenerator dropout;
    private double[] logits;

    PlainNetwork(Network network, int samples, Mode mode) {
        this.network = network;
        this.samples = samples;
        this.mode = mode;
        layers = chain(network.spec().layers(), network.spec().input());
    }

    /** The logits [N, K]. */
    double[] forward(float[] images, RandomGenerator dropoutMasks) {
        dropout = dropoutMasks;
        double[] x = new double[samples * network.spec().input().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = images[i];
        }
        logits = layers.forward(x);
        return logits;
    }

    /** Mean cross-entropy of the last forward pass. */
    double loss(byte[] labels) {
        double total = 0;
        for (int n = 0; n < samples; n++) {
            total -= Math.log(probabilities(n)[labels[n]]);
        }
        return total / samples;
    }

    /** Gradients of every trainable variable after the last forward pass. */
    Map<Variable, double[]> backward(byte[] labels) {
        int classes = network.spec().classes();
        double[] dy = new double[logits.length];
        for (int i = 0; i < dy.length; i++) {
            int n = i / classes;
            dy[i] = (probabilities(n)[i % classes] - (labels[n] == i % classes ? 1 : 0)) / samples;
        }
        layers.backward(dy);
        return layers.gradients();
    }

    /** Mean and unbiased variance of one channel ahead of BatchNorm layer {@code index}, one pair per (ghost) batch. */
    List<double[]> batchStatistics(int index, int channel) {
        return norms.get(index).batchStatistics(channel);
    }

    private double[] probabilities(int n) {
        int classes = network.spec().classes();
        double[] p = new double[classes];
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            p[k] = Math.exp(logits[n * classes + k]);
            sum += p[k];
        }
        for (int k = 0; k < classes; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private PlainLayer chain(List<LayerSpec> specs, Shape input) {
        List<PlainLayer> chain = new ArrayList<>();
        Shape shape = input;
        for (LayerSpec spec : specs) {
            chain.add(layer(next++, spec, shape));
            shape = spec.outputShape(shape);
        }
        return new PlainChain(chain);
    }

    private PlainLayer layer(int index, LayerSpec layer, Shape in) {
        if (layer instanceof LayerSpec.Conv2d spec) {
            return new PlainConvolution(
                    spec, in, variable(index, Variable.Role.WEIGHT), variable(index, Variable.Role.BIAS));
        } else if (layer instanceof LayerSpec.Linear spec) {
            return new PlainConvolution(
                    new LayerSpec.Conv2d(spec.features(), 1, 1, 0, spec.bias()),
                    in,
                    variable(index, Variable.Role.WEIGHT),
                    variable(index, Variable.Role.BIAS));
        } else if (layer instanceof LayerSpec.BatchNorm spec) {
            return batchNorm(index, spec, in);
        } else if (layer instanceof LayerSpec.GroupNorm spec) {
            return sampleNorm(index, spec.epsilon(), in, in.channels() / spec.groups());
        } else if (layer instanceof LayerSpec.LayerNorm spec) {
            return sampleNorm(index, spec.epsilon(), in, in.channels());
        } else if (layer instanceof LayerSpec.Relu) {
            return PlainProduct.each(x -> x > 0 ? 1 : 0);
        } else if (layer instanceof LayerSpec.Dropout spec) {
            return mode.dropout() ? dropout(spec, in) : PlainProduct.each(x -> 1);
        } else if (layer instanceof LayerSpec.MaxPool2d spec) {
            return new PlainPool(true, spec.kernel(), spec.kernel(), in, spec.outputShape(in));
        } else if (layer instanceof LayerSpec.AvgPool2d spec) {
            return new PlainPool(false, spec.kernel(), spec.kernel(), in, spec.outputShape(in));
        } else if (layer instanceof LayerSpec.GlobalAvgPool spec) {
            return new PlainPool(false, in.height(), in.width(), in, spec.outputShape(in));
        } else if (layer instanceof LayerSpec.Flatten) {
            return PlainProduct.each(x -> 1);
        } else if (layer instanceof LayerSpec.Residual spec) {
            PlainLayer body = chain(spec.body(), in);
            return new PlainResidual(body, chain(spec.shortcut(), in));
        } else if (layer instanceof LayerSpec.ScalarBias) {
            return new PlainScalar(variable(index, Variable.Role.BIAS), false);
        } else if (layer instanceof LayerSpec.ScalarScale) {
            return new PlainScalar(variable(index, Variable.Role.WEIGHT), true);
        }
        throw new IllegalArgumentException("no plain layer for " + layer);
    }

    private PlainLayer batchNorm(int index, LayerSpec.BatchNorm spec, Shape in) {
        boolean constant = mode.statistics() == Mode.Statistics.RUNNING;
        PlainNormalization norm = new PlainNormalization(
                spec.epsilon(),
                in,
                samples,
                spec.ghostBatchSize() == 0 || constant ? samples : spec.ghostBatchSize(),
                1,
                variable(index, Variable.Role.WEIGHT),
                variable(index, Variable.Role.BIAS),
                constant ? running(index) : null);
        norms.put(index, norm);
        return norm;
    }

    private PlainLayer sampleNorm(int index, double epsilon, Shape in, int channelsPerGroup) {
        return new PlainNormalization(
                epsilon,
                in,
                samples,
                1,
                channelsPerGroup,
                variable(index, Variable.Role.WEIGHT),
                variable(index, Variable.Role.BIAS),
                null);
    }

    /** A unit is dropped when its 32 random bits are below probability · 2³²; elements take a word's high half first. */
    private PlainLayer dropout(LayerSpec.Dropout spec, Shape in) {
        // Masks are float in every precision.
        double kept = spec.rescale() ? (float) (1 / (1 - spec.probability())) : 1;
        double threshold = spec.probability() * 0x1p32;
        return new PlainProduct(x -> {
            double[] mask = new double[x.length];
            if (spec.unit() == LayerSpec.Dropout.Unit.ELEMENT) {
                long word = 0;
                for (int i = 0; i < x.length; i++) {
                    word = i % 2 == 0 ? dropout.nextLong() : word << 32;
                    mask[i] = word >>> 32 < threshold ? 0 : kept;
                }
            } else {
                for (int n = 0; n < samples; n++) {
                    for (int c = 0; c < in.channels(); c++) {
                        double value = dropout.nextLong() >>> 32 < threshold ? 0 : kept;
                        for (int i = n * in.size() + c; i < (n + 1) * in.size(); i += in.channels()) {
                            mask[i] = value;
                        }
                    }
                }
            }
            return mask;
        });
    }

    private RunningStatistics running(int index) {
        return network.runningStatistics().stream()
                .filter(running -> running.layer() == index)
                .findFirst()
                .orElseThrow();
    }

    /** Null for a layer that has none. */
    private Variable variable(int index, Variable.Role role) {
        return network.variables().stream()
                .filter(variable -> variable.layer() == index && variable.role() == role)
                .findFirst()
                .orElse(null);
    }
}
