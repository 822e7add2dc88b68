package org.evalgap.nn.graph;

/**
 * Batch Renormalization (S. Ioffe, Batch Renormalization: Towards Reducing Minibatch Dependence in Batch-Normalized Models,
 * NIPS 2017, arXiv 1702.03275, Algorithm 1), over N, H and W for each channel, with an affine per channel.
 *
 * <p>BATCH statistics, with the batch's mean μ<sub>B</sub> and σ<sub>B</sub> = √(biased variance + ε), and the running mean μ
 * and standard deviation σ as they are before the batch:
 *
 * <pre>
 * r = clip(σ_B / σ, 1 / r_max, r_max),  d = clip((μ_B − μ) / σ, −d_max, d_max)     no gradient passes through r and d
 * y = γ ((x − μ_B) / σ_B · r + d) + β
 * </pre>
 *
 * Where neither is clipped, y = γ (x − μ) / σ + β: what RUNNING statistics give. When the trainer says so, μ and σ move by
 * momentum · (μ<sub>B</sub> − μ) and momentum · (σ<sub>B</sub> − σ): it is the standard deviation that is averaged, with
 * neither the square nor the n / (n − 1) of BatchNorm. It is stored as the variance σ² − ε, so that RUNNING statistics, state
 * dictionaries and recalibration read it as BatchNorm's; the start is μ = 0 and variance 1.
 *
 * <p>r_max starts at 1 and d_max at 0, which is BatchNorm, and both grow in proportion to the batches that moved the running
 * statistics, of which there are {@code steps}.
 *
 * @param momentum weight of the new batch in the running statistics, in [0, 1]
 * @param epsilon added to the variance
 * @param largestRatio r_max in the end, at least 1
 * @param largestShift d_max in the end, at least 0
 * @param start share of the steps up to which r_max = 1 and d_max = 0, in [0, 1]
 * @param ratioFull share of the steps from which on r_max is {@code largestRatio}, from {@code start} to 1
 * @param shiftFull share of the steps from which on d_max is {@code largestShift}, from {@code start} to 1
 * @param steps batches of the training, at least 1
 */
public record BatchRenorm(
        double momentum,
        double epsilon,
        double largestRatio,
        double largestShift,
        double start,
        double ratioFull,
        double shiftFull,
        long steps)
        implements NormSpec {

    public BatchRenorm {
        LayerSpec.fraction("momentum", momentum);
        LayerSpec.positive("epsilon", epsilon);
        if (!(largestRatio >= 1 && largestRatio < Double.POSITIVE_INFINITY)) {
            throw new ShapeException("r-max", "a number of at least 1", Double.toString(largestRatio));
        }
        if (!(largestShift >= 0 && largestShift < Double.POSITIVE_INFINITY)) {
            throw new ShapeException("d-max", "a number of at least 0", Double.toString(largestShift));
        }
        LayerSpec.fraction("start", start);
        full("r-full", start, ratioFull);
        full("d-full", start, shiftFull);
        if (steps < 1) {
            throw new ShapeException("steps", "an integer of at least 1", Long.toString(steps));
        }
    }

    private static void full(String setting, double start, double value) {
        if (!(value >= start && value <= 1)) {
            throw new ShapeException(setting, "a number from the start, " + start + ", to 1", Double.toString(value));
        }
    }

    /** The same in a training of so many batches. */
    public BatchRenorm over(long batches) {
        return new BatchRenorm(
                momentum, epsilon, largestRatio, largestShift, start, ratioFull, shiftFull, Math.max(1, batches));
    }

    /** r_max for the batch after so many. */
    public double ratioBound(long batches) {
        return 1 + (largestRatio - 1) * grown(batches, ratioFull);
    }

    /** d_max for the batch after so many. */
    public double shiftBound(long batches) {
        return largestShift * grown(batches, shiftFull);
    }

    private double grown(long batches, double full) {
        double share = (double) batches / steps;
        return share >= full ? 1 : share <= start ? 0 : (share - start) / (full - start);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String kind() {
        return "batch-renorm";
    }

    @Override
    public BatchRenorm withEpsilon(double other) {
        return new BatchRenorm(momentum, other, largestRatio, largestShift, start, ratioFull, shiftFull, steps);
    }
}
