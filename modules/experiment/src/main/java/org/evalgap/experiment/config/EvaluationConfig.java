package org.evalgap.experiment.config;

import java.io.Serializable;

/**
 * How trained networks are measured; the same for every trial of a study, and part of every trial's identity.
 *
 * @param batchSize images per pass where the batch does not influence the result (running statistics), at least 1
 * @param batchStatisticsDraws passes over the split that are averaged where it does, at least 1
 * @param everyEpochs after how many epochs the test split is measured in both modes during training; 0 for never
 * @param corners which combinations of statistics, dropout, transform and split are measured at the end
 */
public record EvaluationConfig(int batchSize, int batchStatisticsDraws, int everyEpochs, Corners corners)
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
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch-size: expected an integer of at least 1, received " + batchSize);
        }
        if (batchStatisticsDraws < 1) {
            throw new IllegalArgumentException(
                    "batch-statistics-draws: expected an integer of at least 1, received " + batchStatisticsDraws);
        }
        if (everyEpochs < 0) {
            throw new IllegalArgumentException(
                    "every-epochs: expected an integer of at least 0, received " + everyEpochs);
        }
    }
}
