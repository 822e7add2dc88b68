package org.evalgap.experiment.config;

import java.io.Serializable;
import org.evalgap.experiment.sampling.BatchComposition;
import org.evalgap.nn.graph.ShapeException;

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
 * @param labelSmoothing share of a target, in [0, 1], that is spread evenly over all classes, in training only
 */
public record TrainingConfig(
        Duration duration,
        int batchSize,
        BatchComposition composition,
        LearningRate learningRate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        double freezeBatchNormAfter,
        double labelSmoothing)
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
        check(labelSmoothing >= 0 && labelSmoothing <= 1, "label-smoothing", "a number from 0 to 1", labelSmoothing);
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
     * The learning rate of every step: a rate for the batch size, times a factor that moves during the training.
     *
     * <p>The rate is base × (batch size / reference) for LINEAR, base × √(batch size / reference) for SQRT, base for
     * NONE. With w steps of warm-up, the factors of the first w steps are 1/(w + 1), 2/(w + 1), …, w/(w + 1); the
     * schedule spans the other steps.
     *
     * @param base rate at the reference batch size, above 0
     * @param scaling how it follows the batch size
     * @param referenceBatchSize the batch size at which {@code base} holds, at least 1
     * @param schedule how the rate moves after the warm-up
     * @param warmUp share of the steps, in [0, 1), that warm up; rounded to whole steps
     */
    public record LearningRate(
            double base, Scaling scaling, int referenceBatchSize, LearningRateSchedule schedule, double warmUp)
            implements Serializable {

        /** How the learning rate follows the batch size. */
        public enum Scaling {
            NONE,
            SQRT,
            LINEAR
        }

        public LearningRate {
            check(base > 0 && Double.isFinite(base), "learning-rate", "a number above 0", base);
            check(referenceBatchSize >= 1, "reference-batch-size", "an integer of at least 1", referenceBatchSize);
            check(warmUp >= 0 && warmUp < 1, "warm-up", "a number from 0 to below 1", warmUp);
        }

        /** The rate that a training at {@code batchSize} uses where the factor is 1. */
        public double at(int batchSize) {
            double ratio = (double) batchSize / referenceBatchSize;
            return switch (scaling) {
                case NONE -> base;
                case SQRT -> base * Math.sqrt(ratio);
                case LINEAR -> base * ratio;
            };
        }

        /**
         * The rate of one step.
         *
         * @param step from 0 to below {@code steps}
         * @param steps optimizer steps of the whole training, at least 1
         */
        public double at(int batchSize, long step, long steps) {
            return at(batchSize) * factor(step, steps);
        }

        private double factor(long step, long steps) {
            long rising = Math.min(steps - 1, Math.round(warmUp * steps));
            return step < rising ? (step + 1.0) / (rising + 1) : schedule.factor(step - rising, steps - rising);
        }
    }

    private static void check(boolean holds, String setting, String expected, Object received) {
        if (!holds) {
            throw new ShapeException(setting, expected, received.toString());
        }
    }
}
