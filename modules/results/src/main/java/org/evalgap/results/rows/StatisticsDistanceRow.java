package org.evalgap.results.rows;

import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/**
 * One row per trial, BatchNorm layer and set of statistics that EVAL mode was measured with: how far they are from those
 * of the EVAL path, which have none of the causes up to shift.
 */
@ResultTable(
        name = "statistics_distances",
        row =
                "a BatchNorm layer of a trial with one set of the statistics behind statistics_causes: how far they are from those of the EVAL path",
        order = {"trial_id", "layer", "without"})
public record StatisticsDistanceRow(
        TrialKey key,

        @Column(description = "Number of the layer in the network, from 0")
        int layer,

        @Column(
                description =
                        "Cause that these statistics are without, as those before it; absent for the running statistics as trained",
                nullable = true)
        StatisticsCause without,

        @Column(
                description = "Mean minus that of the EVAL path, root mean square over channels",
                unit = "standard deviations of the EVAL path")
        double meanDistance,

        @Column(description = "Logarithm of variance over that of the EVAL path, root mean square over channels")
        double varianceDistance) {}
