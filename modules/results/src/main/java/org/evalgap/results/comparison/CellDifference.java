package org.evalgap.results.comparison;

/**
 * One cell in two outputs.
 *
 * @param cell its value on each axis, as the second output has it
 * @param axes the same as in the tables' column {@code axes}; may be null
 * @param firstReplicates finished replicates in the first output
 * @param secondReplicates finished replicates in the second output
 * @param paired whether replicates share their random streams and are compared one by one
 * @param identical whether all evaluations that both have are equal bit for bit
 * @param deployedAccuracy running statistics, dropout off, eval transform, test split
 * @param degradation train-mode minus eval-mode accuracy on the test split; positive = eval() is worse
 * @param totalGap training-log accuracy minus deployed accuracy
 */
public record CellDifference(
        String cell,
        String axes,
        int firstReplicates,
        int secondReplicates,
        boolean paired,
        boolean identical,
        MetricDifference deployedAccuracy,
        MetricDifference degradation,
        MetricDifference totalGap) {}
