package org.evalgap.study.config;

import java.util.List;
import java.util.Optional;
import org.evalgap.study.config.Variants.Variant;

/** How the learning rate moves. */
final class ScheduleSection {

    static final Variants<LearningRateSchedule> VARIANTS = new Variants<>(
            "a learning-rate schedule",
            List.of(
                    Variant.of(
                            section("constant", "The same rate at every step."), LearningRateSchedule.Constant.class),
                    Variant.of(
                            section(
                                    "cosine",
                                    "Half a cosine from the full rate down.",
                                    Key.of(
                                            "last",
                                            ValueType.fraction(),
                                            "Share of the rate that it is at when the training ends.")),
                            LearningRateSchedule.Cosine.class),
                    Variant.of(
                            section(
                                    "step",
                                    "The rate is multiplied at each milestone.",
                                    Key.of(
                                            "milestones",
                                            ValueType.listOf("a list of numbers", ValueType.anyNumber()),
                                            "When: shares of the steps, increasing, between 0 and 1."),
                                    Key.of("decay", ValueType.positive(), "By what.")),
                            LearningRateSchedule.Step.class)));

    private ScheduleSection() {}

    private static Section section(String kind, String meaning, Key<?>... keys) {
        return new Section(
                "learning-rate-schedule." + kind,
                "study.trial.training.learning-rate-schedule",
                Optional.of(kind),
                meaning,
                List.of(keys));
    }
}
