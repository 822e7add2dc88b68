package org.evalgap.results.aggregates;

import java.util.List;
import java.util.stream.Stream;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.DeploymentRow;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.FindingRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.SkippedImageRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.StatisticsDistanceRow;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.schema.RowType;

/** All tables that a study leaves. */
public final class ResultTables {

    /** From trials to what is concluded from them. */
    public static final List<RowType<?>> ALL = Stream.of(
                    TrialRow.class,
                    EpochRow.class,
                    EvaluationRow.class,
                    ComparisonRow.class,
                    AttributionRow.class,
                    RemedyRow.class,
                    LayerRow.class,
                    StatisticsCauseRow.class,
                    StatisticsDistanceRow.class,
                    DeploymentRow.class,
                    NoGradRow.class,
                    SkippedImageRow.class,
                    FindingRow.class,
                    DegradationRow.class,
                    RepairabilityRow.class,
                    ClaimRow.class)
            .<RowType<?>>map(RowType::of)
            .toList();

    private ResultTables() {}
}
