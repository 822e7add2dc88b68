package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class QuickstartTest {

    private static final Path FILE = Path.of("../../conf/quickstart.conf");

    @Test
    void theQuickstartStudyIsThreeByTwoByTwoByTwoCellsFourTimes() {
        Study study = StudyReader.read(FILE);

        Plan plan = Plan.of(
                study, study.dataset().facts().orElseThrow(), "fingerprint", "1", CostModel.DEFAULT, id -> false);

        assertThat(plan.cells()).isEqualTo(24);
        assertThat(plan.trials()).isEqualTo(96);
        assertThat(plan.published()).isEmpty();
        assertThat(plan.trainings())
                .hasSize(96)
                .allSatisfy(training -> assertThat(training.trials()).hasSize(1));
        assertThat(plan.trainings().get(0).training().batchSize()).isEqualTo(2);
    }
}
