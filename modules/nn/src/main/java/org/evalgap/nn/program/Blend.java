package org.evalgap.nn.program;

import org.evalgap.nn.graph.ShapeException;

/**
 * Moments that norms with running statistics normalize with in a forward pass: the running ones, blended with those of
 * what passes. With the weight w, running mean and variance m and v, and mean and biased variance μ and σ² of a channel of
 * what passes:
 *
 * <pre>
 * BATCH:  mean = (1 − w) m + w μ,   variance = (1 − w) v + w σ²
 * IMAGE:  mean = (1 − w) m + w μ,   variance = (1 − w) v + w σ² + w (1 − w) (μ − m)²
 * </pre>
 *
 * <p>The first is the adaptation of Schneider et al. 2020 (arXiv 2006.16971), with w = n / (N + n) for n images and a
 * pseudo-count N; N = 0 is the prediction-time batch normalization of Nado et al. 2020 (arXiv 2006.10963). The code of
 * Schneider et al. takes the unbiased variance of the batch; here it is biased, so that a weight of 1 is what BatchNorm
 * does with batch statistics.
 *
 * <p>The second has the variance of a mixture of two distributions, of which that of the image has the share w. It equals
 * E[x²] − E[x]² where both moments are blended, as in the inference example weighing of Summers and Dinneen 2020 (arXiv
 * 1906.03548; their code keeps running averages of x and x², for which v + m² stands here). It is also what is left of a
 * training batch of 1 / w images, of which one is known and the others are as the running moments say: the premise of
 * EvalNorm, Singh and Shrivastava 2019 (arXiv 1904.06031).
 *
 * @param weight w, from 0 to 1
 * @param of what passes: all images of the pass together, or each by itself
 */
public record Blend(double weight, Of of) {

    /** Whose moments are blended in. */
    public enum Of {
        /** All images of the pass have theirs together. */
        BATCH,
        /** Each image has its own. */
        IMAGE
    }

    /** @throws ShapeException if the weight is not from 0 to 1 */
    public Blend {
        if (!(weight >= 0 && weight <= 1)) {
            throw new ShapeException("weight", "a number from 0 to 1", Double.toString(weight));
        }
    }

    /** The blended mean. */
    public double mean(double running, double own) {
        return (1 - weight) * running + weight * own;
    }

    /** The blended variance. */
    public double variance(double runningMean, double runningVariance, double ownMean, double ownVariance) {
        double within = (1 - weight) * runningVariance + weight * ownVariance;
        double distance = ownMean - runningMean;
        return of == Of.BATCH ? within : within + weight * (1 - weight) * distance * distance;
    }

    /** Images of a pass over {@code batchSize} images that have moments together. */
    public int together(int batchSize) {
        return of == Of.BATCH ? batchSize : 1;
    }
}
