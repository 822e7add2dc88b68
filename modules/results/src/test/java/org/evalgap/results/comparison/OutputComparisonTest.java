package org.evalgap.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.junit.jupiter.api.Test;

class OutputComparisonTest {

    private final SplittableRandom random = new SplittableRandom(1);

    private TrialResult trial(String settings, long seed, String version, Map<String, Double> accuracies) {
        TrialRow trial = Rows.row(
                TrialRow.class,
                Map.of(
                        "cell",
                        "cell " + settings,
                        "settings",
                        settings,
                        "seed",
                        seed,
                        "status",
                        "OK",
                        "engineVersion",
                        version,
                        "numericsProfile",
                        "profile",
                        "dataset",
                        "images",
                        "datasetFingerprint",
                        "00"),
                random);
        List<EvaluationRow> rows = new ArrayList<>();
        accuracies.forEach((protocol, accuracy) -> rows.add(Rows.row(
                EvaluationRow.class,
                Map.of("protocol", protocol, "accuracy", accuracy, "domain", "all", "evaluationBatchSize", 256),
                random)));
        return Rows.result(trial, rows);
    }

    private static Map<String, Double> accuracies(double log, double trainMode, double deployed) {
        return Map.of("training-log", log, "forgot-eval", trainMode, "deployed", deployed);
    }

    @Test
    void replicatesOfTheSameSeedsAreComparedOneByOne() {
        OutputComparison comparison = new OutputComparison();
        comparison.add(Side.FIRST, trial("a", 1, "1", accuracies(0.9, 0.8, 0.5)));
        comparison.add(Side.FIRST, trial("a", 2, "1", accuracies(0.9, 0.8, 0.7)));
        comparison.add(Side.SECOND, trial("a", 2, "2", accuracies(0.9, 0.8, 0.75)));
        comparison.add(Side.SECOND, trial("a", 1, "2", accuracies(0.9, 0.8, 0.55)));

        CellDifference cell = comparison.cells().get(0);
        assertThat(cell.cell()).isEqualTo("cell a");
        assertThat(cell.paired()).isTrue();
        assertThat(cell.identical()).isFalse();
        assertThat(cell.deployedAccuracy().first()).isCloseTo(0.6, within(1e-12));
        assertThat(cell.deployedAccuracy().second()).isCloseTo(0.65, within(1e-12));
        assertThat(cell.deployedAccuracy().difference().lower()).isCloseTo(0.05, within(1e-12));
        assertThat(cell.deployedAccuracy().significant()).isTrue();
        assertThat(cell.degradation().difference().mean()).isCloseTo(-0.05, within(1e-12));
        assertThat(cell.totalGap().difference().mean()).isCloseTo(-0.05, within(1e-12));
        assertThat(comparison.provenance())
                .filteredOn(ProvenanceDifference::changed)
                .extracting(ProvenanceDifference::name)
                .containsExactly("engine version");
    }

    @Test
    void equalResultsAreIdentical() {
        OutputComparison comparison = new OutputComparison();
        for (Side side : Side.values()) {
            comparison.add(side, trial("a", 1, "1", accuracies(0.9, 0.8, 0.7)));
        }
        CellDifference cell = comparison.cells().get(0);
        assertThat(cell.identical()).isTrue();
        assertThat(cell.deployedAccuracy().difference().mean()).isZero();
        assertThat(cell.deployedAccuracy().difference().lower()).isNull();
        assertThat(cell.deployedAccuracy().significant()).isFalse();
        assertThat(comparison.provenance()).noneMatch(ProvenanceDifference::changed);
    }

    @Test
    void otherSeedsAreIndependentReplicates() {
        OutputComparison comparison = new OutputComparison();
        double[] first = {0.70, 0.72, 0.74};
        double[] second = {0.60, 0.66, 0.63, 0.65};
        for (int i = 0; i < first.length; i++) {
            comparison.add(Side.FIRST, trial("a", i, "1", accuracies(0.9, 0.8, first[i])));
        }
        for (int i = 0; i < second.length; i++) {
            comparison.add(Side.SECOND, trial("a", 100 + i, "1", accuracies(0.9, 0.8, second[i])));
        }
        CellDifference cell = comparison.cells().get(0);
        assertThat(cell.paired()).isFalse();
        // SciPy: ttest_ind([.60, .66, .63, .65], [.70, .72, .74], equal_var=False).confidence_interval()
        assertThat(cell.deployedAccuracy().difference().mean()).isCloseTo(-0.085, within(1e-12));
        assertThat(cell.deployedAccuracy().difference().lower()).isCloseTo(-0.13019750095, within(1e-9));
        assertThat(cell.deployedAccuracy().difference().upper()).isCloseTo(-0.03980249905, within(1e-9));
    }

    @Test
    void cellsOfOneOutputAloneAndFailedTrialsAreNamed() {
        OutputComparison comparison = new OutputComparison();
        comparison.add(Side.FIRST, trial("a", 1, "1", accuracies(0.9, 0.8, 0.7)));
        comparison.add(Side.SECOND, trial("b", 1, "1", accuracies(0.9, 0.8, 0.7)));
        comparison.add(Side.FIRST, trial("c", 1, "1", accuracies(0.9, 0.8, 0.7)));
        TrialRow failed =
                Rows.row(TrialRow.class, Map.of("cell", "cell c", "settings", "c", "status", "DIVERGED"), random);
        comparison.add(Side.SECOND, Rows.result(failed, List.of()));

        assertThat(comparison.onlyIn(Side.FIRST)).containsExactly("cell a");
        assertThat(comparison.onlyIn(Side.SECOND)).containsExactly("cell b");
        assertThat(comparison.failures(Side.SECOND)).isEqualTo(1);
        assertThat(comparison.trials(Side.FIRST)).isEqualTo(2);
        CellDifference cell = comparison.cells().get(0);
        assertThat(cell.secondReplicates()).isZero();
        assertThat(cell.deployedAccuracy().second()).isNaN();
        assertThat(cell.deployedAccuracy().significant()).isFalse();
    }
}
