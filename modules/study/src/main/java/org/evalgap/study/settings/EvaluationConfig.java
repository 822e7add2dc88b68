package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** How trained networks are measured; the same for every trial of a study, and part of every trial's identity. */
@Section(meaning = "How trained networks are measured; the same for every trial.")
public record EvaluationConfig(
        @Setting(
                meaning = "Images per pass with running statistics; it does not influence the result.",
                defaultValue = "256",
                atLeast = 1,
                always = true)
        int batchSize,

        @Setting(
                meaning = "Passes that are averaged with batch statistics, whose batches are as in training.",
                defaultValue = "1",
                atLeast = 1,
                always = true)
        int batchStatisticsDraws,

        @Setting(
                meaning = "After how many epochs of training the test split is measured in both modes; 0 for never.",
                defaultValue = "1",
                atLeast = 0,
                always = true)
        int everyEpochs,

        @Setting(
                meaning = "Combinations of statistics, dropout, transform and split that are measured at the end: the "
                        + "training-log corner and both modes on each split, or all 16.",
                defaultValue = "minimal",
                always = true)
        Corners corners,

        @Setting(
                meaning = "Other batch sizes at which batch statistics are measured on the test split, dropout off, in "
                        + "i.i.d. batches; a size at which BatchNorm would see one value per channel is left out.",
                defaultValue = "[]",
                atLeast = 2,
                always = true)
        List<Integer> batchStatisticsBatchSizes,

        @Setting(
                meaning =
                        "Other batch sizes at which EVAL mode is measured on the test split, with the largest difference "
                                + "of a logit to batch-size: it has no influence, and this shows it.",
                defaultValue = "[]",
                atLeast = 1,
                always = true)
        List<Integer> evalBatchSizes,

        @Setting(
                meaning =
                        "Whether to measure what validating without eval() leaves behind: running statistics moved by "
                                + "one pass over the test split in TRAIN mode, then the deployed corner; and a forward pass that "
                                + "keeps what a backward pass needs.",
                defaultValue = "true",
                always = true)
        boolean mistakes,

        @Setting(
                meaning = "Resamples of images behind the intervals inside a trial; 0 for no such intervals.",
                defaultValue = "1000",
                atLeast = 0,
                always = true)
        int bootstrapResamples,

        @Setting(
                meaning = "What is tried on each trained network.",
                defaultValue = "{}",
                accepts = "an object of remedies",
                always = true)
        RemediesConfig remedies,

        @Setting(meaning = "How the norms inside the networks are looked at.", defaultValue = "{}", always = true)
        LayersConfig layers,

        @Setting(
                meaning = "Whether to split what EVAL mode loses in a network with BatchNorm by what is wrong with its "
                        + "running statistics: EVAL mode is measured with others in their place.",
                defaultValue = "true")
        boolean statisticsCauses)
        implements Serializable {

    /** Which combinations of statistics, dropout, transform and split are measured. */
    public enum Corners {
        /**
         * The training-log corner (batch statistics, dropout on, train transform, train split), and for each split both
         * modes on the same images with the eval transform; the test split's EVAL mode is the deployed corner.
         */
        MINIMAL,
        /** All 16. */
        FACTORIAL
    }

    public EvaluationConfig {
        batchStatisticsBatchSizes = List.copyOf(batchStatisticsBatchSizes);
        evalBatchSizes = List.copyOf(evalBatchSizes);
        Bounds.check(
                EvaluationConfig.class,
                batchSize,
                batchStatisticsDraws,
                everyEpochs,
                corners,
                batchStatisticsBatchSizes,
                evalBatchSizes,
                mistakes,
                bootstrapResamples,
                remedies,
                layers,
                statisticsCauses);
        distinct("batch-statistics-batch-sizes", batchStatisticsBatchSizes);
        distinct("eval-batch-sizes", evalBatchSizes);
    }

    /** Nothing but the corners, without intervals over images. */
    public EvaluationConfig(int batchSize, int batchStatisticsDraws, int everyEpochs, Corners corners) {
        this(
                batchSize,
                batchStatisticsDraws,
                everyEpochs,
                corners,
                List.of(),
                List.of(),
                false,
                0,
                RemediesConfig.NONE,
                LayersConfig.NONE,
                false);
    }

    /**
     * Images of a batch so large that its size does not matter to the statistics of BatchNorm, against the batches of a
     * training: several times those, and twice the evaluation's, of which there is memory for one anyway.
     */
    public int largeBatch(TrainingConfig training) {
        return Math.max(4 * training.batchSize(), 2 * batchSize);
    }

    private static void distinct(String setting, List<Integer> sizes) {
        if (sizes.stream().distinct().count() < sizes.size()) {
            throw new ShapeException(setting, "sizes that differ", sizes.toString());
        }
    }
}
