package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * How the learning rate moves during a training: a factor on the configured rate at every step. A pure function of the
 * step and of the training's length; times are fractions of that length, so that cells with different batch sizes
 * follow one curve.
 */
@Kinds(noun = "a learning-rate schedule", title = "learning-rate-schedule")
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
    @Section(kind = "constant", meaning = "The same rate at every step.")
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
    @Section(kind = "cosine", meaning = "Half a cosine from the full rate down.")
    record Cosine(
            @Setting(
                    meaning = "Share of the rate that it is at when the training ends.",
                    defaultValue = "0",
                    atLeast = 0,
                    atMost = 1,
                    always = true)
            double last)
            implements LearningRateSchedule {
        public Cosine {
            Bounds.check(Cosine.class, last);
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
    @Section(kind = "step", meaning = "The rate is multiplied at each milestone.")
    record Step(
            @Setting(
                    meaning = "When: shares of the steps, increasing, between 0 and 1.",
                    defaultValue = "[0.5, 0.75]",
                    always = true)
            List<Double> milestones,

            @Setting(meaning = "By what.", defaultValue = "0.1", above = 0, always = true)
            double decay)
            implements LearningRateSchedule {
        public Step {
            milestones = List.copyOf(milestones);
            Bounds.check(Step.class, milestones, decay);
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
