package org.evalgap.results.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.aggregates.OverTraining;
import org.junit.jupiter.api.Test;

class OverTrainingTest {

    private static EpochRow epoch(int number, Double trainMode, Double evalMode) {
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("epoch", number);
        fixed.put("testAccuracyTrainMode", trainMode);
        fixed.put("testAccuracyEvalMode", evalMode);
        return Rows.row(EpochRow.class, fixed, new SplittableRandom(1));
    }

    @Test
    void aDropThatHealsBeforeTheEndIsSeen() {
        double[] first = OverTraining.byEpoch(List.of(epoch(1, 0.8, 0.5), epoch(2, 0.8, 0.79)));
        double[] second = OverTraining.byEpoch(List.of(epoch(1, 0.8, 0.8), epoch(2, 0.8, 0.7001)));

        OverTraining cell = OverTraining.of(new double[] {0.01, 0.0999}, List.of(first, second), 0.05);

        assertThat(cell.dropProbability().mean()).isZero();
        assertThat(cell.dropAtSomeEpoch().mean()).isEqualTo(0.5);
        assertThat(cell.worstEpochDegradation().mean()).isCloseTo((0.3 + 0.0999) / 2, within(1e-12));
        assertThat(cell.twoKinds()).isFalse();
    }

    @Test
    void epochsThatWereNotMeasuredTellNothing() {
        double[] epochs = OverTraining.byEpoch(List.of(epoch(1, null, null)));

        assertThat(epochs).isEmpty();
        OverTraining cell = OverTraining.of(new double[] {0.2}, List.of(), 0.05);
        assertThat(cell.worstEpochDegradation()).isNull();
        assertThat(cell.dropAtSomeEpoch()).isNull();
        assertThat(cell.dropProbability().mean()).isEqualTo(1);
        assertThat(cell.dropProbability().lower()).isBetween(0.1, 0.3);
    }

    /** ResNet-8 at batch size 32 and learning rate 0.05, ten seeds: most do not collapse, and some do. */
    @Test
    void replicatesOfTwoKindsAreSaidToBe() {
        double[] collapses = {-0.01, 0.0, 0.01, 0.02, 0.0, 0.01, 0.30, 0.29, 0.01, 0.0};
        double[] even = Arrays.stream(collapses).map(each -> each / 100).toArray();

        assertThat(OverTraining.of(collapses, List.of(), 0.05).twoKinds()).isTrue();
        assertThat(OverTraining.of(even, List.of(), 0.05).twoKinds()).isFalse();
        assertThat(OverTraining.of(new double[0], List.of(), 0.05).twoKinds()).isNull();
    }
}
