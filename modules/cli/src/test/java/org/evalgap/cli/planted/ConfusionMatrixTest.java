package org.evalgap.cli.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.LeadingCause;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    private static PlantDiagnosis diagnosis(LeadingCause planted, LeadingCause named) {
        return new PlantDiagnosis(
                new Plant("plant", "network", planted, null),
                0,
                new CauseDiagnosis(named, Optional.empty(), Optional.empty(), Map.of()),
                true);
    }

    private static final ConfusionMatrix MATRIX = new ConfusionMatrix(List.of(
            diagnosis(LeadingCause.HEALTHY, LeadingCause.HEALTHY),
            diagnosis(LeadingCause.HEALTHY, LeadingCause.SMALL_BATCHES),
            diagnosis(LeadingCause.STALE_STATISTICS, LeadingCause.NOISY_STATISTICS),
            diagnosis(LeadingCause.STALE_STATISTICS, LeadingCause.STALE_STATISTICS),
            diagnosis(LeadingCause.STALE_STATISTICS, LeadingCause.STALE_STATISTICS)));

    @Test
    void theTextCountsNamesOftenestFirstAndBothRates() {
        assertThat(MATRIX.text()).isEqualTo("""
                planted                        named, times
                healthy                        healthy 1, small-batches 1
                stale-statistics               stale-statistics 2, noisy-statistics 1
                named rightly: 2 of 3 plants (66.7 %)
                false alarms: 1 of 2 healthy networks (50.0 %)
                """);
    }

    @Test
    void ratesOfNothingAreLeftOut() {
        assertThat(new ConfusionMatrix(List.of(diagnosis(LeadingCause.HEALTHY, LeadingCause.HEALTHY))).text())
                .isEqualTo("""
                        planted                        named, times
                        healthy                        healthy 1
                        false alarms: 0 of 1 healthy networks (0.0 %)
                        """);
    }

    @Test
    void theTableHasARowForEachPlantedCauseAndAColumnForEachThatCanBeNamed() {
        List<String> lines = MATRIX.csv().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo("planted,"
                        + Stream.of(LeadingCause.values()).map(LeadingCause::id).collect(Collectors.joining(",")));
        String[] stale = lines.get(2).split(",");
        assertThat(stale[0]).isEqualTo("stale-statistics");
        assertThat(stale[1 + LeadingCause.STALE_STATISTICS.ordinal()]).isEqualTo("2");
        assertThat(stale[1 + LeadingCause.NOISY_STATISTICS.ordinal()]).isEqualTo("1");
        assertThat(Stream.of(stale).skip(1).mapToInt(Integer::parseInt).sum()).isEqualTo(3);
    }
}
