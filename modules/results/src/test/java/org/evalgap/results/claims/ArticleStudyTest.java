package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.reading.TrialSettings;
import org.junit.jupiter.api.Test;

class ArticleStudyTest {

    private static final Path FILE = Path.of("../../conf/article.conf");

    private static Plan plan() {
        return plan(FILE);
    }

    static Plan plan(Path file) {
        Study study = StudyReader.read(file);
        return Plan.of(
                study, study.dataset().facts().orElseThrow(), "fingerprint", "1", CostModel.DEFAULT, id -> false);
    }

    @Test
    void everyContrastHasTrialsToLookAt() {
        assertContrastsHaveTrials(ClaimsFile.embedded(), plan());
    }

    static void assertContrastsHaveTrials(List<Claim> claims, Plan plan) {
        List<Map<String, String>> trials = plan.trainings().stream()
                .flatMap(training -> training.trials().stream())
                .<Map<String, String>>map(trial -> TrialSettings.leaves(TrialSettings.json(trial.config())))
                .distinct()
                .toList();

        for (Claim claim : claims) {
            for (Contrast contrast : claim.contrasts()) {
                String name = claim.id() + " " + contrast.id();
                List<Map<String, String>> first = among(contrast.first(), trials);
                assertThat(first).as(name).isNotEmpty();
                contrast.second()
                        .map(second -> among(second, trials))
                        .ifPresent(second -> assertThat(first)
                                .as(name)
                                .anySatisfy(one -> assertThat(second)
                                        .anySatisfy(other -> assertThat(contrast.isPair(one, other))
                                                .isTrue())));
            }
        }
    }

    private static List<Map<String, String>> among(Conditions conditions, List<Map<String, String>> trials) {
        return conditions.among(trials, (trial, key) -> Optional.ofNullable(trial.get(key)));
    }

    @Test
    void itIsOfFiftyOneCells() {
        Plan plan = plan();

        assertThat(plan.cells()).isEqualTo(51);
        assertThat(plan.trials()).isEqualTo(8 * 51);
    }

    /** What the cost model expects of two cores. */
    @Test
    void itTakesAtMostThreeQuartersOfAnHourOnTwoCores() {
        assertThat(plan().predictedSeconds() / 2 / 60).isBetween(1.0, 45.0);
    }
}
