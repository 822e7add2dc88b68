package org.evalgap.nn.plain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;

/** A pass of a network, computed by {@link PlainOperation}s from that network's present variables. */
public final class PlainNetwork {

    private final Network network;
    private final int samples;
    private final Mode mode;
    private final Blend blend;
    private final Map<Integer, PlainNormalization> norms = new HashMap<>();
    private final List<PlacedNode> nodes;
    private final List<PlainOperation> operations;
    private RandomGenerator dropout;
    private double[] logits;

    public PlainNetwork(Network network, int samples, Mode mode) {
        this(network, samples, mode, null);
    }

    /** @param blend what the running statistics are blended with; null for nothing */
    public PlainNetwork(Network network, int samples, Mode mode, Blend blend) {
        this.network = network;
        this.samples = samples;
        this.mode = mode;
        this.blend = blend;
        nodes = network.spec().nodes();
        operations = nodes.stream().map(this::operation).toList();
    }

    /** The logits [N, K]. */
    public double[] forward(float[] images, RandomGenerator dropoutMasks) {
        dropout = dropoutMasks;
        double[] x = new double[samples * network.spec().input().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = images[i];
        }
        Map<Integer, double[]> values = new HashMap<>(Map.of(PlacedNode.IMAGE, x));
        for (int i = 0; i < nodes.size(); i++) {
            values.put(
                    i,
                    operations
                            .get(i)
                            .forward(nodes.get(i).inputs().stream()
                                    .map(values::get)
                                    .toList()));
        }
        logits = values.get(network.spec().output());
        return logits;
    }

    /** Mean cross-entropy of the last forward pass. */
    public double loss(byte[] labels) {
        double total = 0;
        for (int n = 0; n < samples; n++) {
            total -= Math.log(probabilities(n)[labels[n]]);
        }
        return total / samples;
    }

    /** Gradients of every trainable variable after the last forward pass. */
    public Map<Variable, double[]> backward(byte[] labels) {
        int classes = network.spec().classes();
        double[] dy = new double[logits.length];
        for (int i = 0; i < dy.length; i++) {
            int n = i / classes;
            dy[i] = (probabilities(n)[i % classes] - (labels[n] == i % classes ? 1 : 0)) / samples;
        }
        Map<Integer, double[]> sums = new HashMap<>(Map.of(network.spec().output(), dy));
        Map<Variable, double[]> gradients = new HashMap<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            double[] sum = sums.get(i);
            if (sum != null) {
                List<double[]> inputs = operations.get(i).backward(sum);
                for (int j = 0; j < inputs.size(); j++) {
                    sums.merge(nodes.get(i).inputs().get(j), inputs.get(j), PlainNetwork::sum);
                }
                gradients.putAll(operations.get(i).gradients());
            }
        }
        return gradients;
    }

    /** Mean and unbiased variance of one channel ahead of BatchNorm layer {@code index}, one pair per (ghost) batch. */
    public List<double[]> batchStatistics(int index, int channel) {
        return norms.get(index).batchStatistics(channel);
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
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

    private PlainOperation operation(PlacedNode node) {
        int index = node.layer();
        Shape in = node.inputShape();
        Operator operator = node.operator();
        if (operator instanceof Merge) {
            return new PlainMerge(node);
        } else if (operator instanceof Activation activation) {
            return PlainActivation.of(activation);
        } else if (operator instanceof Rearrangement rearrangement) {
            return PlainGather.of(rearrangement, in);
        } else if (operator instanceof Spatial.Convolution spec) {
            return convolution(index, spec, in);
        } else if (operator instanceof LayerSpec.Conv2d spec) {
            return convolution(index, Spatial.Convolution.of(spec), in);
        } else if (operator instanceof LayerSpec.Linear spec) {
            return convolution(
                    index, Spatial.Convolution.of(new LayerSpec.Conv2d(spec.features(), 1, 1, 0, spec.bias())), in);
        } else if (operator instanceof LayerSpec.Relu) {
            return PlainProduct.each(x -> x > 0 ? 1 : 0);
        } else if (operator instanceof LayerSpec.Dropout spec) {
            return mode.dropout() ? dropout(spec, in) : PlainProduct.each(x -> 1);
        } else if (operator instanceof Spatial.MaxPool spec) {
            return PlainPool.maximum(spec, in);
        } else if (operator instanceof LayerSpec.MaxPool2d spec) {
            return PlainPool.maximum(Spatial.MaxPool.of(spec), in);
        } else if (operator instanceof Spatial.AveragePool spec) {
            return PlainPool.mean(spec, in);
        } else if (operator instanceof LayerSpec.AvgPool2d spec) {
            return PlainPool.mean(Spatial.AveragePool.of(spec), in);
        } else if (operator instanceof LayerSpec.GlobalAvgPool || operator instanceof Spatial.AdaptiveAveragePool) {
            return PlainPool.adaptive(in, node.outputShape());
        } else if (operator instanceof Spatial.Pad spec) {
            return PlainGather.pad(spec, in);
        } else if (operator instanceof LayerSpec.Flatten) {
            return PlainProduct.each(x -> 1);
        } else if (operator instanceof LayerSpec.ScalarBias) {
            return new PlainScalar(variable(index, Variable.Role.BIAS), false);
        } else if (operator instanceof LayerSpec.ScalarScale) {
            return new PlainScalar(variable(index, Variable.Role.WEIGHT), true);
        }
        return norm(index, operator instanceof WithoutAffine plain ? plain.normalization() : operator, in);
    }

    private PlainLayer norm(int index, Operator norm, Shape in) {
        if (blend != null && norm instanceof LayerSpec.BatchNorm spec) {
            return blended(index, spec.epsilon(), in);
        } else if (blend != null && norm instanceof BatchRenorm spec) {
            return blended(index, spec.epsilon(), in);
        } else if (blend != null && norm instanceof InstanceNorm spec && spec.tracked()) {
            return blended(index, spec.epsilon(), in);
        }
        if (norm instanceof LayerSpec.BatchNorm spec) {
            return batchNorm(index, spec, in);
        } else if (norm instanceof BatchRenorm spec) {
            return batchRenorm(index, spec, in);
        } else if (norm instanceof InstanceNorm spec) {
            return sampleNorm(index, spec.epsilon(), in, 1, spec.tracked());
        } else if (norm instanceof LayerSpec.GroupNorm spec) {
            return sampleNorm(index, spec.epsilon(), in, in.channels() / spec.groups(), false);
        } else if (norm instanceof LayerSpec.LayerNorm spec) {
            return sampleNorm(index, spec.epsilon(), in, in.channels(), false);
        }
        throw new IllegalArgumentException("no plain operation for " + norm);
    }

    private PlainLayer blended(int index, double epsilon, Shape in) {
        return new PlainBlend(
                epsilon,
                in,
                samples,
                blend,
                variable(index, Variable.Role.WEIGHT),
                variable(index, Variable.Role.BIAS),
                running(index));
    }

    private PlainLayer convolution(int index, Spatial.Convolution spec, Shape in) {
        return new PlainConvolution(
                spec, in, variable(index, Variable.Role.WEIGHT), variable(index, Variable.Role.BIAS));
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

    private PlainLayer batchRenorm(int index, BatchRenorm spec, Shape in) {
        if (mode.statistics() == Mode.Statistics.RUNNING) {
            return batchNorm(index, new LayerSpec.BatchNorm(0, false, spec.epsilon(), 0), in);
        }
        return new PlainRenormalization(
                spec,
                in.channels(),
                variable(index, Variable.Role.WEIGHT),
                variable(index, Variable.Role.BIAS),
                running(index));
    }

    private PlainLayer sampleNorm(int index, double epsilon, Shape in, int channelsPerGroup, boolean tracked) {
        PlainNormalization norm = new PlainNormalization(
                epsilon,
                in,
                samples,
                1,
                channelsPerGroup,
                variable(index, Variable.Role.WEIGHT),
                variable(index, Variable.Role.BIAS),
                tracked && mode.statistics() == Mode.Statistics.RUNNING ? running(index) : null);
        norms.put(index, norm);
        return norm;
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
            } else if (spec.unit() == LayerSpec.Dropout.Unit.SAMPLE) {
                for (int n = 0; n < samples; n++) {
                    double value = dropout.nextLong() >>> 32 < threshold ? 0 : kept;
                    Arrays.fill(mask, n * in.size(), (n + 1) * in.size(), value);
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
