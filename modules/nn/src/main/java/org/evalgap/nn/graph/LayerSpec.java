package org.evalgap.nn.graph;

import java.util.List;
import java.util.Locale;

/**
 * One layer of a network as a value: what it computes, not how. Input sizes are never given; they follow from the layer
 * before.
 */
public sealed interface LayerSpec extends Operator
        permits Activation,
                Graph,
                LayerSpec.AvgPool2d,
                LayerSpec.Conv2d,
                LayerSpec.Dropout,
                LayerSpec.Flatten,
                LayerSpec.GlobalAvgPool,
                LayerSpec.Linear,
                LayerSpec.MaxPool2d,
                LayerSpec.Relu,
                LayerSpec.Residual,
                LayerSpec.ScalarBias,
                LayerSpec.ScalarScale,
                NormSpec,
                Rearrangement,
                Spatial,
                WithoutAffine {

    /** PyTorch's epsilon of every normalization: added to the variance, inside the square root. */
    double DEFAULT_EPSILON = 1e-5;

    /**
     * The shape of one sample that leaves this layer when one of shape {@code input} enters.
     *
     * @throws ShapeException if the layer cannot take that input
     */
    Shape outputShape(Shape input);

    @Override
    default Shape outputShape(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException("inputs", "1 input", Integer.toString(inputs.size()));
        }
        return outputShape(inputs.get(0));
    }

    /**
     * 2-D cross-correlation, as PyTorch's {@code Conv2d}: out[o, y, x] = Σ w[o, i, ky, kx] · in[i, s·y + ky − p, s·x +
     * kx − p] (+ b[o]).
     *
     * @param channels output channels, at least 1
     * @param kernel height and width of the kernel, at least 1
     * @param stride step between applications, at least 1
     * @param padding zeros added on each side, at least 0
     * @param bias whether a bias per output channel is added
     */
    record Conv2d(int channels, int kernel, int stride, int padding, boolean bias) implements LayerSpec {
        public Conv2d {
            atLeast("channels", 1, channels);
            atLeast("kernel", 1, kernel);
            atLeast("stride", 1, stride);
            atLeast("padding", 0, padding);
        }

        @Override
        public Shape outputShape(Shape input) {
            weights("channels", (double) input.channels() * kernel * kernel * channels);
            return new Shape(
                    extent(input.height(), kernel, stride, padding),
                    extent(input.width(), kernel, stride, padding),
                    channels);
        }
    }

    /**
     * Fully connected layer on a feature vector: y = W x (+ b).
     *
     * @param features output features, at least 1
     * @param bias whether a bias per output feature is added
     */
    record Linear(int features, boolean bias) implements LayerSpec {
        public Linear {
            atLeast("features", 1, features);
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.pixels() != 1) {
                throw new ShapeException("linear", "a feature vector (flatten before it)", input.toString());
            }
            weights("features", (double) input.size() * features);
            return Shape.features(features);
        }
    }

    /**
     * Batch normalization over N, H and W for each channel, with an affine per channel.
     *
     * <p>BATCH statistics: y = γ (x − μ) / √(σ² + ε) + β, with the batch's mean and its <em>biased</em> variance. When
     * the trainer says so, running = (1 − momentum) · running + momentum · batch, with the <em>unbiased</em> batch
     * variance: momentum weighs the new batch, as in PyTorch. RUNNING statistics: the same formula with the running
     * mean and variance, which start at 0 and 1.
     *
     * @param momentum weight of the new batch in the running statistics, in [0, 1]; ignored when cumulative
     * @param cumulative whether running statistics are plain averages over all batches seen (PyTorch's {@code
     *     momentum=None})
     * @param epsilon added to the variance
     * @param ghostBatchSize samples that share statistics under BATCH statistics; 0 means the whole batch
     */
    record BatchNorm(double momentum, boolean cumulative, double epsilon, int ghostBatchSize) implements NormSpec {

        /** PyTorch's default momentum. */
        public static final double DEFAULT_MOMENTUM = 0.1;

        public BatchNorm {
            fraction("momentum", momentum);
            positive("epsilon", epsilon);
            atLeast("ghost-batch-size", 0, ghostBatchSize);
        }

        public BatchNorm(double momentum) {
            this(momentum, false, DEFAULT_EPSILON, 0);
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public String kind() {
            return "batch";
        }

        @Override
        public BatchNorm withEpsilon(double other) {
            return new BatchNorm(momentum, cumulative, other, ghostBatchSize);
        }
    }

    /**
     * Group normalization over H, W and the channels of a group, for each sample, with an affine per channel; the same
     * in every mode.
     *
     * @param groups number of groups, at least 1; must divide the channels
     * @param epsilon added to the variance
     */
    record GroupNorm(int groups, double epsilon) implements NormSpec {
        public GroupNorm {
            atLeast("groups", 1, groups);
            positive("epsilon", epsilon);
        }

        public GroupNorm(int groups) {
            this(groups, DEFAULT_EPSILON);
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.channels() % groups != 0) {
                throw new ShapeException(
                        "groups", "a divisor of the " + input.channels() + " channels", Integer.toString(groups));
            }
            return input;
        }

        @Override
        public String kind() {
            return "group";
        }

        @Override
        public GroupNorm withEpsilon(double other) {
            return new GroupNorm(groups, other);
        }
    }

    /**
     * Layer normalization over H, W and C for each sample with an affine per <em>channel</em>, as in the GroupNorm paper
     * (one group); PyTorch's {@code LayerNorm([C, H, W])} would have an affine per element.
     *
     * @param epsilon added to the variance
     */
    record LayerNorm(double epsilon) implements NormSpec {
        public LayerNorm {
            positive("epsilon", epsilon);
        }

        public LayerNorm() {
            this(DEFAULT_EPSILON);
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public String kind() {
            return "layer";
        }

        @Override
        public LayerNorm withEpsilon(double other) {
            return new LayerNorm(other);
        }
    }

    /**
     * Dropout. On: each unit is zeroed with probability {@code probability} and, if {@code rescale}, the others are
     * divided by 1 − probability, as PyTorch does. Off: the identity.
     *
     * @param probability of dropping a unit, in [0, 1)
     * @param unit what is dropped as one
     * @param rescale whether what is kept is divided by 1 − probability
     */
    record Dropout(double probability, Unit unit, boolean rescale) implements LayerSpec {

        /** What is dropped as one. */
        public enum Unit {
            /** Every value by itself (PyTorch's {@code Dropout}). */
            ELEMENT,
            /** A whole channel of a sample (PyTorch's {@code Dropout2d}). */
            CHANNEL,
            /** A whole sample: stochastic depth, ahead of the sum that ends a residual branch. */
            SAMPLE
        }

        public Dropout {
            if (!(probability >= 0 && probability < 1)) {
                throw new ShapeException("probability", "a number from 0 to below 1", Double.toString(probability));
            }
        }

        public Dropout(double probability) {
            this(probability, Unit.ELEMENT, true);
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    /** max(x, 0). */
    record Relu() implements LayerSpec {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    /**
     * Maximum over non-overlapping windows; rows and columns that do not fill a window are left out.
     *
     * @param kernel height, width and stride of the window, at least 1
     */
    record MaxPool2d(int kernel) implements LayerSpec {
        public MaxPool2d {
            atLeast("kernel", 1, kernel);
        }

        @Override
        public Shape outputShape(Shape input) {
            return pooled(input, kernel);
        }
    }

    /**
     * Mean over non-overlapping windows; rows and columns that do not fill a window are left out.
     *
     * @param kernel height, width and stride of the window, at least 1
     */
    record AvgPool2d(int kernel) implements LayerSpec {
        public AvgPool2d {
            atLeast("kernel", 1, kernel);
        }

        @Override
        public Shape outputShape(Shape input) {
            return pooled(input, kernel);
        }
    }

    /** Mean of each channel over all pixels. */
    record GlobalAvgPool() implements LayerSpec {
        @Override
        public Shape outputShape(Shape input) {
            return Shape.features(input.channels());
        }
    }

    /** [H, W, C] as a vector of H·W·C features. */
    record Flatten() implements LayerSpec {
        @Override
        public Shape outputShape(Shape input) {
            return Shape.features(input.size());
        }
    }

    /**
     * A residual block: y = body(x) + shortcut(x).
     *
     * @param body a chain of at least one layer
     * @param shortcut a chain that leaves the same shape; without layers it is the identity
     */
    record Residual(List<LayerSpec> body, List<LayerSpec> shortcut) implements LayerSpec {
        public Residual {
            body = List.copyOf(body);
            shortcut = List.copyOf(shortcut);
            if (body.isEmpty()) {
                throw new ShapeException("body", "at least one layer", "none");
            }
        }

        @Override
        public Shape outputShape(Shape input) {
            Shape output = LayerSpec.outputShape("body", body, input);
            Shape added = LayerSpec.outputShape("shortcut", shortcut, input);
            if (!added.equals(output)) {
                throw new ShapeException("shortcut", "the shape that leaves the body, " + output, added.toString());
            }
            return output;
        }
    }

    /** y = x + b with one trained b, which starts at 0. */
    record ScalarBias() implements LayerSpec {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    /** y = s x with one trained s, which starts at 1. */
    record ScalarScale() implements LayerSpec {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }

    /**
     * The shape that leaves a chain of layers.
     *
     * @param name of the chain, for settings: {@code name[i].kernel}
     * @throws ShapeException if a layer cannot take what the one before it leaves
     */
    static Shape outputShape(String name, List<LayerSpec> layers, Shape input) {
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            try {
                shape = layers.get(i).outputShape(shape);
            } catch (ShapeException e) {
                throw new ShapeException(name + "[" + i + "]." + e.setting(), e.expected(), e.received());
            }
        }
        return shape;
    }

    /** The shape that leaves a chain of layers. */
    static Shape outputShape(List<LayerSpec> layers, Shape input) {
        Shape shape = input;
        for (LayerSpec layer : layers) {
            shape = layer.outputShape(shape);
        }
        return shape;
    }

    private static Shape pooled(Shape input, int kernel) {
        return new Shape(
                extent(input.height(), kernel, kernel, 0), extent(input.width(), kernel, kernel, 0), input.channels());
    }

    private static int extent(int size, int kernel, int stride, int padding) {
        int padded = size + 2 * padding;
        if (kernel > padded) {
            throw new ShapeException("kernel", "at most the padded image side " + padded, Integer.toString(kernel));
        }
        return (padded - kernel) / stride + 1;
    }

    /** Weights of a layer are one array, which cannot have more values. */
    private static void weights(String setting, double count) {
        if (count > Integer.MAX_VALUE) {
            throw new ShapeException(
                    setting,
                    "a layer of at most " + Integer.MAX_VALUE + " weights",
                    String.format(Locale.ROOT, "%.0f", count));
        }
    }

    static void atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new ShapeException(setting, "an integer of at least " + least, Integer.toString(value));
        }
    }

    static void positive(String setting, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new ShapeException(setting, "a positive number", Double.toString(value));
        }
    }

    static void fraction(String setting, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ShapeException(setting, "a number from 0 to 1", Double.toString(value));
        }
    }
}
