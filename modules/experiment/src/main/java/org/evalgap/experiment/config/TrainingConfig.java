package org.evalgap.experiment.config;

import java.io.Serializable;
import org.evalgap.experiment.sampling.BatchComposition;
import org.evalgap.nn.ShapeException;

/**
 * How a network is trained: stochastic gradient descent on mini-batches.
 *
 * @param duration how long
 * @param batchSize images per step, at least 1; the last batch of an epoch may be smaller
 * @param composition which images form a batch
 * @param learningRate the learning rate, and how it follows the batch size
 * @param momentum weight of the past in the momentum buffer, in [0, 1)
 * @param nesterov whether the update looks ahead; needs a momentum above 0
 * @param weightDecay times each parameter is added to its gradient, at least 0
 * @param freezeBatchNormAfter share of the steps, in [0, 1], after which BatchNorm normalizes with its running
 *     statistics, which then stand still; 1 for never
 */
public record TrainingConfig(
        Duration duration,
        int batchSize,
        BatchComposition composition,
        LearningRate learningRate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        double freezeBatchNormAfter)
        implements Serializable {

    public TrainingConfig {
        check(batchSize >= 1, "batch-size", "an integer of at least 1", batchSize);
        check(momentum >= 0 && momentum < 1, "momentum", "a number from 0 to below 1", momentum);
        check(!nesterov || momentum > 0, "nesterov", "a momentum above 0 with it", "momentum " + momentum);
        check(weightDecay >= 0 && Double.isFinite(weightDecay), "weight-decay", "a number of at least 0", weightDecay);
        check(
                freezeBatchNormAfter >= 0 && freezeBatchNormAfter <= 1,
                "freeze-batch-norm-after",
                "a number from 0 to 1",
                freezeBatchNormAfter);
    }

    /** Optimizer steps of a whole training when an epoch has {@code stepsPerEpoch}. */
    public long steps(int stepsPerEpoch) {
        return switch (duration.unit) {
            case EPOCHS -> (long) duration.count * stepsPerEpoch;
            case STEPS -> duration.count;
        };
    }

    /**
     * Length of a training.
     *
     * @param unit what is counted
     * @param count how many, at least 1
     */
    public record Duration(Unit unit, int count) implements Serializable {

        /** What the length of a training is counted in. */
        public enum Unit {
            /** Passes over the training set. */
            EPOCHS,
            /** Optimizer steps. */
            STEPS
        }

        public Duration {
            check(count >= 1, "duration", "a count of at least 1", count);
        }
    }

    /**
     * The learning rate at the reference batch size and its scaling: rate × (batch size / reference) for LINEAR, rate ×
     * √(batch size / reference) for SQRT, rate for NONE.
     *
     * @param base rate at the reference batch size, above 0
     * @param scaling how it follows the batch size
     * @param referenceBatchSize the batch size at which {@code base} holds, at least 1
     */
    public record LearningRate(double base, Scaling scaling, int referenceBatchSize) implements Serializable {

        /** How the learning rate follows the batch size. */
        public enum Scaling {
            NONE,
            SQRT,
            LINEAR
        }

        public LearningRate {
            check(base > 0 && Double.isFinite(base), "learning-rate", "a number above 0", base);
            check(referenceBatchSize >= 1, "reference-batch-size", "an integer of at least 1", referenceBatchSize);
        }

        /** The rate that a training at {@code batchSize} uses. */
        public double at(int batchSize) {
            double ratio = (double) batchSize / referenceBatchSize;
            return switch (scaling) {
                case NONE -> base;
                case SQRT -> base * Math.sqrt(ratio);
                case LINEAR -> base * ratio;
            };
        }
    }

    private static void check(boolean holds, String setting, String expected, Object received) {
        if (!holds) {
            throw new ShapeException(setting, expected, received.toString());
        }
    }
}
