package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.reading.TrialSettings;
import org.junit.jupiter.api.Test;

class CostFitTest {

    private static final CostModel TRUE_COSTS = new CostModel(2e-4, 3e-10);

    private static Study study(String batchSizes) {
        return StudyReader.parse("study.conf", """
                study {
                  name = costs, replicates = 2
                  dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 64, test-per-class = 32 }
                  trial.network { kind = cnn, widths = [4] }
                  grid { training.batch-size = %s, network.normalization = [batch, none] }
                }
                """.formatted(batchSizes));
    }

    private static DatasetFacts facts(Study study) {
        return study.dataset().facts().orElseThrow();
    }

    /** A finished trial for each of a study, which took what the true costs say, but for a factor each. */
    private static CostFit finished(Study study, double noise) {
        SplittableRandom random = new SplittableRandom(1);
        CostFit fit = new CostFit();
        for (Training training :
                Plan.of(study, facts(study), "", "", TRUE_COSTS, trial -> false).trainings()) {
            double seconds = training.predictedSeconds() * Math.exp(noise * random.nextGaussian());
            Trial trial = training.trials().get(0);
            fit.add(TrialSettings.json(trial.config()), seconds / 2, seconds / 2);
        }
        return fit;
    }

    @Test
    void theCostsThatTimesCameFromAreFound() {
        Study study = study("[2, 8, 32, 64]");
        CostFit.Fit fit = finished(study, 0).fit(study, facts(study)).orElseThrow();
        assertThat(fit.trainings()).isEqualTo(16);
        assertThat(fit.medianError()).isCloseTo(1, within(1e-9));
        assertThat(fit.costs().secondsPerPass()).isCloseTo(TRUE_COSTS.secondsPerPass(), within(1e-9));
        assertThat(fit.costs().secondsPerFlop()).isCloseTo(TRUE_COSTS.secondsPerFlop(), within(1e-15));
    }

    @Test
    void noisyTimesGiveCostsNearby() {
        Study study = study("[2, 4, 8, 16, 32, 64]");
        CostFit.Fit fit = finished(study, 0.1).fit(study, facts(study)).orElseThrow();
        assertThat(fit.medianError()).isBetween(1.02, 1.15);
        assertThat(fit.costs().secondsPerPass()).isCloseTo(TRUE_COSTS.secondsPerPass(), within(4e-5));
    }

    @Test
    void finishedTrialsOfOtherSettingsSayNothing() {
        Study finished = study("[2, 8]");
        Study planned = study("[8, 32]");
        assertThat(finished(finished, 0)
                        .fit(planned, facts(planned))
                        .orElseThrow()
                        .trainings())
                .isEqualTo(4);
        assertThat(finished(finished, 0).fit(study("[16]"), facts(planned))).isEmpty();
        assertThat(new CostFit().fit(planned, facts(planned))).isEmpty();
    }

    @Test
    void costsAreNeverNegative() {
        Study study = study("[4]");
        List<Training> trainings =
                Plan.of(study, facts(study), "", "", TRUE_COSTS, trial -> false).trainings();
        assertThat(trainings).hasSize(4);
        CostFit.Fit fit = finished(study, 1).fit(study, facts(study)).orElseThrow();
        assertThat(fit.costs().secondsPerPass()).isNotNegative();
        assertThat(fit.costs().secondsPerFlop()).isPositive();
    }
}
