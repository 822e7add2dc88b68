package org.evalgap.results.rows;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Results that no trial has made, whatever columns they have: each value follows from a seed. */
public final class Results {

    private Results() {}

    /** A trial id that follows from a number. */
    public static String id(int number) {
        return String.format("%032x", number);
    }

    public static TrialResult ok(String trialId) {
        return of(trialId, "OK");
    }

    public static TrialResult of(String trialId, String status) {
        SplittableRandom random = new SplittableRandom(trialId.hashCode());
        Map<String, Object> fixed =
                Map.of("trialId", trialId, "cellId", Results.id(7), "status", status, "settings", "{}");
        return new TrialResult(
                Rows.row(TrialRow.class, fixed, random),
                List.of(Rows.row(EpochRow.class, fixed, random), Rows.row(EpochRow.class, fixed, random)),
                List.of(Rows.row(EvaluationRow.class, fixed, random)),
                List.of(Rows.row(ComparisonRow.class, fixed, random)),
                List.of(Rows.row(AttributionRow.class, fixed, random)),
                List.of(Rows.row(NoGradRow.class, fixed, random)),
                List.of(Rows.row(RemedyRow.class, fixed, random)),
                List.of(Rows.row(LayerRow.class, fixed, random)),
                List.of(Rows.row(StatisticsCauseRow.class, fixed, random)),
                List.of(Rows.row(StatisticsDistanceRow.class, fixed, random)),
                List.of(Rows.row(DeploymentRow.class, fixed, random)),
                List.of(Rows.row(SkippedImageRow.class, fixed, random)),
                List.of(Rows.row(FindingRow.class, fixed, random)));
    }
}
