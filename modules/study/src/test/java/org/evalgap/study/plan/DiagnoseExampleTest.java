package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class DiagnoseExampleTest {

    private static final Path FILE = Path.of("../../conf/diagnose-example.conf");

    @Test
    void theExampleOfADiagnosisIsOneCellOfBatchesFromTwoSources() {
        Study study = StudyReader.read(FILE);

        Plan plan = Plan.of(
                study, study.dataset().facts().orElseThrow(), "fingerprint", "1", CostModel.DEFAULT, id -> false);

        assertThat(plan.cells()).isEqualTo(1);
        assertThat(plan.trials()).isEqualTo(4);
        assertThat(plan.trainings().get(0).training().composition().name()).isEqualTo("domain-alternating");
        // Of one core, so that two quiet ones are done in less than two minutes.
        assertThat(plan.predictedSeconds()).isLessThan(120);
    }
}
