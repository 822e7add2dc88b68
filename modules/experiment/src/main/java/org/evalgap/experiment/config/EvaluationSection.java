package org.evalgap.experiment.config;

import java.util.List;

/** How trained networks are measured. */
final class EvaluationSection {

    static final List<Key<?>> KEYS = List.of(
            Key.of(
                    "batch-size",
                    ValueType.integer(1),
                    "Images per pass with running statistics; it does not influence the result."),
            Key.of(
                    "batch-statistics-draws",
                    ValueType.integer(1),
                    "Passes that are averaged with batch statistics, whose batches are as in training."),
            Key.of(
                    "every-epochs",
                    ValueType.integer(0),
                    "After how many epochs of training the test split is measured in both modes; 0 for never."),
            Key.of(
                    "corners",
                    ValueType.constant(EvaluationConfig.Corners.class),
                    "Combinations of statistics, dropout, transform and split that are measured at the end: "
                            + "the training-log corner and both modes on each split, or all 16."));

    static final Section SECTION = Section.of(
            "evaluation",
            "study.evaluation",
            "How trained networks are measured; the same for every trial.",
            KEYS.toArray(new Key<?>[0]));

    private EvaluationSection() {}
}
