package org.evalgap.nn.graph;

/**
 * Normalization over H and W for each sample and channel, with an affine per channel, as PyTorch's {@code
 * InstanceNorm2d(affine=True)}.
 *
 * <p>Untracked it is the same in every mode. Tracked, it uses running statistics as BatchNorm does: RUNNING statistics
 * normalize every sample alike, and a batch moves them to the mean over its samples of their means and of their unbiased
 * variances.
 *
 * @param epsilon added to the variance
 * @param tracked whether there are running statistics
 * @param momentum weight of the new batch in them, in [0, 1]; ignored when untracked
 */
public record InstanceNorm(double epsilon, boolean tracked, double momentum) implements NormSpec {

    public InstanceNorm {
        LayerSpec.positive("epsilon", epsilon);
        LayerSpec.fraction("momentum", momentum);
    }

    /** Without running statistics, PyTorch's default. */
    public InstanceNorm() {
        this(DEFAULT_EPSILON, false, BatchNorm.DEFAULT_MOMENTUM);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.pixels() == 1) {
            throw new ShapeException("input", "more than 1 pixel for InstanceNorm", input.toString());
        }
        return input;
    }

    @Override
    public String kind() {
        return "instance";
    }

    @Override
    public InstanceNorm withEpsilon(double other) {
        return new InstanceNorm(other, tracked, momentum);
    }
}
