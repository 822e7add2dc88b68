package org.evalgap.spark;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.experiment.result.AttributionRow;
import org.evalgap.experiment.result.ComparisonRow;
import org.evalgap.experiment.result.EpochRow;
import org.evalgap.experiment.result.EvaluationRow;
import org.evalgap.experiment.result.LayerRow;
import org.evalgap.experiment.result.NoGradRow;
import org.evalgap.experiment.result.RemedyRow;
import org.evalgap.experiment.result.Rows;
import org.evalgap.experiment.result.TrialResult;
import org.evalgap.experiment.result.TrialRow;

/** Results that no trial has made, whatever columns they have: each value follows from a seed. */
final class Results {

    private Results() {}

    /** A trial id that follows from a number. */
    static String id(int number) {
        return String.format("%032x", number);
    }

    static TrialResult ok(String trialId) {
        return of(trialId, "OK");
    }

    static TrialResult of(String trialId, String status) {
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
                List.of(Rows.row(LayerRow.class, fixed, random)));
    }
}
