package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningTest {

    private static EvaluationRow row(String protocol, double accuracy, int images) {
        return Rows.row(
                EvaluationRow.class,
                Map.of("protocol", protocol, "domain", "all", "accuracy", accuracy, "images", images),
                new SplittableRandom(1));
    }

    @ParameterizedTest
    @CsvSource({
        "0.10, 0.10, false",
        "0.14, 0.15, false",
        // Above chance level for certain, but by less than a twentieth of what is left.
        "0.13, 0.13, false",
        // Learned, and then lost by eval().
        "0.80, 0.10, true",
        "0.10, 0.80, true",
        "0.20, 0.20, true"
    })
    void chanceIsNoLearning(double trainingLog, double deployed, boolean learned) {
        List<EvaluationRow> rows = List.of(row("training-log", trainingLog, 4000), row("deployed", deployed, 2000));

        assertThat(Learning.learned(rows, 0.1)).isEqualTo(learned);
    }

    @ParameterizedTest
    @CsvSource({"20, false", "2000, true"})
    void fewImagesDoNotTell(int images, boolean learned) {
        assertThat(Learning.learned(List.of(row("deployed", 0.25, images)), 0.1))
                .isEqualTo(learned);
    }

    @Test
    void theMostFrequentClassIsChance() {
        assertThat(Learning.learned(List.of(row("deployed", 0.9, 2000)), 0.9)).isFalse();
        assertThat(Learning.learned(List.of(), 0.1)).isNull();
    }
}
