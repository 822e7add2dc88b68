package org.evalgap.results.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.evalgap.study.settings.EvaluationConfig.Corners;
import org.junit.jupiter.api.Test;

class FactorTest {

    @Test
    void fromTheTrainingLogToDeploymentAllFactorsChange() {
        assertThat(Factor.corner(0)).isEqualTo(Protocol.TRAINING_LOG);
        assertThat(Factor.corner(15)).isEqualTo(Protocol.DEPLOYED);
    }

    @Test
    void setsOfChangesAreTheCorners() {
        assertThat(IntStream.range(0, 16).mapToObj(Factor::corner))
                .containsExactlyInAnyOrderElementsOf(Protocol.of(Corners.FACTORIAL));
    }

    @Test
    void oneChangeAheadOfDeploymentHasTheNameOfItsMistake() {
        assertThat(Factor.corner(15 - Factor.DROPOUT.bit()).label()).isEqualTo("dropout-left-on");
        assertThat(Factor.corner(15 - Factor.TRANSFORM.bit()).label()).isEqualTo("shared-loader");
        assertThat(Factor.corner(15 - Factor.SPLIT.bit()).label()).isEqualTo("eval-mode-on-train");
        assertThat(Factor.corner(15 - Factor.STATISTICS.bit()).label()).isEqualTo("batch/off/eval/test");
    }
}
