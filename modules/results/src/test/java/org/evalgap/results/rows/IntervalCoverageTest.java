package org.evalgap.results.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.aggregates.DegradationTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells are simulated whose degradation is known: their intervals have to cover it as often as they say. */
class IntervalCoverageTest {

    private static final int REPETITIONS = 2000;
    private static final double DEGRADATION = 0.04;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void theDegradationOfACellIsCoveredInNineteenOfTwentyCases(int replicates) {
        SplittableRandom random = new SplittableRandom(replicates);
        List<TrialResult> trials = new ArrayList<>();
        for (int cell = 0; cell < REPETITIONS; cell++) {
            for (int replicate = 0; replicate < replicates; replicate++) {
                String trial = cell + "-" + replicate;
                TrialRow row = Rows.row(
                        TrialRow.class,
                        Map.of("trialId", trial, "cellId", "" + cell, "replicate", replicate, "status", "OK"),
                        random);
                // What both modes share moves them together, far more than what they do not.
                double shared = 0.7 + 0.05 * random.nextGaussian();
                double evalMode = shared + 0.01 * random.nextGaussian();
                double trainMode = shared + DEGRADATION + 0.01 * random.nextGaussian();
                trials.add(Rows.result(
                        row,
                        List.of(
                                evaluation(trial, "deployed", evalMode, random),
                                evaluation(trial, "forgot-eval", trainMode, random))));
            }
        }

        long covered = DegradationTable.of(trials).stream()
                .filter(row -> row.degradation().covers(DEGRADATION))
                .count();

        assertThat((double) covered / REPETITIONS).isCloseTo(0.95, within(0.02));
    }

    private static EvaluationRow evaluation(String trial, String protocol, double accuracy, SplittableRandom random) {
        return Rows.row(
                EvaluationRow.class,
                Map.of("trialId", trial, "protocol", protocol, "domain", "all", "accuracy", accuracy),
                random);
    }
}
