package org.evalgap.study.config;

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
                            + "the training-log corner and both modes on each split, or all 16."),
            Key.of(
                    "batch-statistics-batch-sizes",
                    ValueType.listOf("a list of integers of at least 2", ValueType.integer(2)),
                    "Other batch sizes at which batch statistics are measured on the test split, dropout off, in "
                            + "i.i.d. batches; a size at which BatchNorm would see one value per channel is left out."),
            Key.of(
                    "eval-batch-sizes",
                    ValueType.listOf("a list of integers of at least 1", ValueType.integer(1)),
                    "Other batch sizes at which EVAL mode is measured on the test split, with the largest difference "
                            + "of a logit to batch-size: it has no influence, and this shows it."),
            Key.of(
                    "mistakes",
                    ValueType.FLAG,
                    "Whether to measure what validating without eval() leaves behind: running statistics moved by "
                            + "one pass over the test split in TRAIN mode, then the deployed corner; and a forward pass "
                            + "that keeps what a backward pass needs."),
            Key.of(
                    "bootstrap-resamples",
                    ValueType.integer(0),
                    "Resamples of images behind the intervals inside a trial; 0 for no such intervals."),
            Key.of(
                    "remedies",
                    RecordMirror.type("an object of remedies", RemediesSection.SECTION, RemediesConfig.class),
                    "What is tried on each trained network."),
            Key.of(
                    "layers",
                    RecordMirror.type("an object", LayersSection.SECTION, LayersConfig.class),
                    "How the norms inside the networks are looked at."));

    static final Section SECTION = Section.of(
            "evaluation",
            "study.evaluation",
            "How trained networks are measured; the same for every trial.",
            KEYS.toArray(new Key<?>[0]));

    private EvaluationSection() {}
}
