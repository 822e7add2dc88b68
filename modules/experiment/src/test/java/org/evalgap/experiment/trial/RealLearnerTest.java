package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

/** The whole way from a study to a trained network on the embedded images. */
class RealLearnerTest {

    private static final String STUDY = """
            study {
              name = learner
              replicates = 1
              dataset = embedded
              trial {
                network { kind = cnn, widths = [16, 32], normalization = batch, dropout = 0.2 }
                training { epochs = 6, learning-rate-schedule = cosine, batch-size = 32, learning-rate = 0.03, momentum = 0.9, weight-decay = 5e-4 }
              }
              evaluation.every-epochs = 0
            }
            """;

    @Test
    void aSmallNetworkLearnsTheEmbeddedImages() {
        Study study = StudyReader.parse("learner.conf", STUDY);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);

        TrialResult result = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {})
                .run(plan.trainings().get(0))
                .get(0);

        EvaluationRow deployed = result.evaluations().stream()
                .filter(row -> row.corner().equals(Protocol.DEPLOYED))
                .findFirst()
                .orElseThrow();
        assertThat(deployed.accuracy()).isGreaterThanOrEqualTo(0.84);
    }
}
