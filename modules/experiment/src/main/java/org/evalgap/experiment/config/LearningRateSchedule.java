package org.evalgap.experiment.config;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/**
 * How the learning rate moves during a training: a factor on the configured rate at every step. A pure function of the
 * step and of the training's length; times are fractions of that length, so that cells with different batch sizes
 * follow one curve.
 */
public sealed interface LearningRateSchedule extends Serializable {

    /**
     * The factor of one step.
     *
     * @param step from 0 to below {@code steps}
     * @param steps optimizer steps that the schedule spans, at least 1
     * @return at least 0
     */
    double factor(long step, long steps);

    /** 1 at every step. */
    record Constant() implements LearningRateSchedule {
        @Override
        public double factor(long step, long steps) {
            return 1;
        }
    }

    /**
     * Half a cosine from 1 towards {@code last}, as PyTorch's {@code CosineAnnealingLR} with {@code T_max} the length of
     * the training: last + (1 − last) (1 + cos(π step / steps)) / 2.
     *
     * @param last factor that the step after the end would have, in [0, 1]
     */
    record Cosine(double last) implements LearningRateSchedule {
        public Cosine {
            if (!(last >= 0 && last <= 1)) {
                throw new ShapeException("last", "a number from 0 to 1", Double.toString(last));
            }
        }

        @Override
        public double factor(long step, long steps) {
            return last + (1 - last) * (1 + Math.cos(Math.PI * step / steps)) / 2;
        }
    }

    /**
     * Multiplied by {@code decay} at each milestone, as PyTorch's {@code MultiStepLR}.
     *
     * @param milestones fractions of the training in (0, 1), increasing, at least one
     * @param decay factor at each, above 0
     */
    record Step(List<Double> milestones, double decay) implements LearningRateSchedule {
        public Step {
            milestones = List.copyOf(milestones);
            double before = 0;
            for (double milestone : milestones) {
                if (!(milestone > before && milestone < 1)) {
                    throw new ShapeException(
                            "milestones", "increasing numbers between 0 and 1", Double.toString(milestone));
                }
                before = milestone;
            }
            if (milestones.isEmpty()) {
                throw new ShapeException("milestones", "at least one milestone", "none");
            }
            if (!(decay > 0 && decay < Double.POSITIVE_INFINITY)) {
                throw new ShapeException("decay", "a number above 0", Double.toString(decay));
            }
        }

        @Override
        public double factor(long step, long steps) {
            int passed = 0;
            while (passed < milestones.size() && step >= milestones.get(passed) * steps) {
                passed++;
            }
            return Math.pow(decay, passed);
        }
    }
}
