package org.evalgap.results.aggregates;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/**
 * One row per cell that was recalibrated: what of the statistics' harm is repaired by estimating the running statistics
 * anew, and what stays in the weights. Means over replicates with 95 % intervals (Student's t).
 */
@ResultTable(
        name = "repairability",
        row = "a cell that was recalibrated: what that repairs of it, and what stays in its weights")
public record RepairabilityRow(
        @Column(description = "Content hash of the cell") String cellId,

        @Column(description = "The cell's value on each axis, for people")
        String cell,

        @Column(description = "Replicates that were recalibrated")
        int replicates,

        @Column(
                description = "Deployed accuracy after recalibration with a plain average over all training images",
                unit = "fraction")
        double recalibratedAccuracy,

        @Column(
                description = "What recalibration recovers: that accuracy minus the deployed one before",
                unit = "fraction")
        Estimate recovered,

        @Column(
                description =
                        "Largest batch size at which the study has the same configuration; absent if it is the cell's own",
                unit = "images",
                nullable = true)
        Integer largestBatchSize,

        @Column(
                description =
                        "What recalibration leaves: deployed accuracy of the same configuration at that batch size minus the recalibrated one; absent without it",
                unit = "fraction",
                nullable = true)
        Estimate belowLargestBatch,

        @Column(
                description =
                        "What recalibration leaves: deployed accuracy of the same configuration with GroupNorm minus the recalibrated one; absent if the study has none",
                unit = "fraction",
                nullable = true)
        Estimate belowGroupNorm,

        @Column(description = "Name of the study", nullable = true)
        String study,

        @Column(
                description =
                        "The cell's value on each axis of its study that matters to it, as a JSON object of texts by the axes' keys; absent in outputs of earlier versions",
                nullable = true)
        String axes) {}
