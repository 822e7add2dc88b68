package org.evalgap.results.rows.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.junit.jupiter.api.Test;

class RemedySettingsTest {

    private static final List<Remedy> ALL = List.of(
            new Remedy.Recalibrated(Estimator.POPULATION, 128, TransformSide.EVAL, Dropping.OFF, true),
            new Remedy.TrainModePass(64),
            new Remedy.ExponentiallyAveraged(Remedy.Averaged.STATISTICS, 0.99),
            new Remedy.DropoutPasses(20),
            new Remedy.TestBatchStatistics(8, 16),
            new Remedy.TestBatchStatistics(8, 0),
            new Remedy.ExampleWeighing(0.125),
            new Remedy.EvalNorm(8),
            new Remedy.EvalNorm(3),
            new Remedy.Retrained(2),
            new Remedy.TrainedOn(2));

    @Test
    void theColumnsTellEveryRemedyFromTheOthers() {
        assertThat(ALL)
                .allSatisfy(remedy ->
                        assertThat(RemedySettings.of(remedy).toRemedy()).isEqualTo(remedy));
        assertThat(ALL.stream().map(RemedySettings::of)).doesNotHaveDuplicates();
        assertThat(ALL.stream().map(Remedy::getClass).distinct()).hasSameSizeAs(Remedy.class.getPermittedSubclasses());
    }

    @Test
    void theWeightOfAnImageStandsInItsColumn() {
        assertThat(RemedySettings.of(new Remedy.EvalNorm(4)).testStatistics())
                .isEqualTo(new TestStatistics(4, null, 0.25));
        assertThat(RemedySettings.of(new Remedy.ExampleWeighing(0.1)).testStatistics())
                .isEqualTo(new TestStatistics(null, null, 0.1));
        assertThat(RemedySettings.of(new Remedy.TestBatchStatistics(32, 16)).testStatistics())
                .isEqualTo(new TestStatistics(32, 16, null));
    }
}
