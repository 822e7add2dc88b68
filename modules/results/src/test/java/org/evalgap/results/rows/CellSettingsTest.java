package org.evalgap.results.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class CellSettingsTest {

    private static CellSettings of(String network) {
        Study study = StudyReader.parse("tiny.conf", """
                study {
                  name = tiny
                  dataset { kind = synthetic, height = 4, width = 4, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
                  trial { network %s, training.batch-size = 4 }
                }
                """.formatted(network));
        return CellSettings.of(study.trial(study.cells().stream().findFirst().orElseThrow()));
    }

    @Test
    void cumulativeStatisticsAndNoBatchNormAreToldApart() {
        CellSettings exponential = of("{ kind = simplenet, batch-norm-momentum = 0.3 }");
        assertThat(exponential.batchNormAverage()).isEqualTo("exponential");
        assertThat(exponential.batchNormMomentum()).isEqualTo(0.3);
        CellSettings cumulative = of("{ kind = simplenet, batch-norm-momentum = cumulative }");
        assertThat(cumulative.batchNormAverage()).isEqualTo("cumulative");
        assertThat(cumulative.batchNormMomentum()).isNull();
        CellSettings none = of("{ kind = simplenet, normalization = group }");
        assertThat(none.batchNormAverage()).isNull();
        assertThat(none.batchNormMomentum()).isNull();
    }

    @Test
    void dropoutHasItsNameAndItsOldOne() {
        CellSettings settings = of("{ kind = simplenet, dropout = 0.25 }");
        assertThat(settings.dropoutProbability()).isEqualTo(0.25);
        assertThat(settings.dropout()).isEqualTo(0.25);
    }
}
