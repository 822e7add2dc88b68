package org.evalgap.experiment.config;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/**
 * How trained networks are measured; the same for every trial of a study, and part of every trial's identity.
 *
 * @param batchSize images per pass where the batch does not influence the result (running statistics), at least 1
 * @param batchStatisticsDraws passes over the split that are averaged where it does, at least 1
 * @param everyEpochs after how many epochs the test split is measured in both modes during training; 0 for never
 * @param corners which combinations of statistics, dropout, transform and split are measured at the end
 * @param batchStatisticsBatchSizes other batch sizes at which batch statistics are measured on the test split
 * @param evalBatchSizes other batch sizes at which EVAL mode is measured on the test split
 * @param mistakes whether what follows from validating without eval() is measured
 * @param bootstrapResamples resamples of each bootstrap interval over images; 0 for no such intervals
 * @param remedies what is tried on each trained network
 * @param layers how the norms inside the networks are looked at
 */
public record EvaluationConfig(
        int batchSize,
        int batchStatisticsDraws,
        int everyEpochs,
        Corners corners,
        List<Integer> batchStatisticsBatchSizes,
        List<Integer> evalBatchSizes,
        boolean mistakes,
        int bootstrapResamples,
        RemediesConfig remedies,
        LayersConfig layers)
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

    /** @throws ShapeException if a setting is out of its range */
    public EvaluationConfig {
        atLeast("batch-size", 1, batchSize);
        atLeast("batch-statistics-draws", 1, batchStatisticsDraws);
        atLeast("every-epochs", 0, everyEpochs);
        batchStatisticsBatchSizes = List.copyOf(batchStatisticsBatchSizes);
        batchStatisticsBatchSizes.forEach(size -> atLeast("batch-statistics-batch-sizes", 2, size));
        distinct("batch-statistics-batch-sizes", batchStatisticsBatchSizes);
        evalBatchSizes = List.copyOf(evalBatchSizes);
        evalBatchSizes.forEach(size -> atLeast("eval-batch-sizes", 1, size));
        distinct("eval-batch-sizes", evalBatchSizes);
        atLeast("bootstrap-resamples", 0, bootstrapResamples);
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
                LayersConfig.NONE);
    }

    private static void atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new ShapeException(setting, "an integer of at least " + least, Integer.toString(value));
        }
    }

    private static void distinct(String setting, List<Integer> sizes) {
        if (sizes.stream().distinct().count() < sizes.size()) {
            throw new ShapeException(setting, "sizes that differ", sizes.toString());
        }
    }
}
