package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.DeploymentRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

/** What keeps running statistics from describing the weights in use, and how a use is seen from outside. */
class UseTest {

    private static TrialResult result(String settings) {
        Study study = StudyReader.parse("use.conf", """
                study {
                  name = use
                  replicates = 1
                  dataset { kind = embedded, train-per-class = 16, test-per-class = 10 }
                  trial {
                    network { kind = cnn, widths = [4], dropout = 0 }
                    training { epochs = 2, batch-size = 16, learning-rate = 0.02 }
                    %s
                  }
                  evaluation { mistakes = false, every-epochs = 0, bootstrap-resamples = 50, remedies.recalibration-samples = [] }
                }
                """.formatted(settings));
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        TrialResult result = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {})
                .run(plan.trainings().get(0))
                .get(0);
        assertThat(result.trial().finished()).as(result.trial().reason()).isTrue();
        return result;
    }

    private static StatisticsState state(TrialResult result) {
        return result.statisticsCauses().get(0).statistics();
    }

    private static DeploymentRow use(TrialResult result) {
        return result.deployments().get(0);
    }

    private static double trainMode(TrialResult result) {
        return result.evaluation(Protocol.FORGOT_EVAL).orElseThrow().loss();
    }

    @Test
    void statisticsThatNeverMoveAreThoseOfTheStart() {
        TrialResult usual = result("");
        TrialResult never = result("training.update-running-statistics = false");
        assertThat(state(usual)).isEqualTo(StatisticsState.UPDATED);
        assertThat(state(never)).isEqualTo(StatisticsState.INITIAL);
        assertThat(trainMode(never)).as("the weights are the same").isEqualTo(trainMode(usual));
        assertThat(usual.deployments()).isEmpty();
    }

    @Test
    void passesBesidesTheTrainingMoveStatisticsAndNoWeight() {
        TrialResult usual = result("");
        TrialResult more = result("training.extra-passes { count = 2 }");
        assertThat(state(more)).isEqualTo(StatisticsState.AHEAD);
        assertThat(trainMode(more)).isEqualTo(trainMode(usual));
        assertThat(more.trial().trainLoss()).isEqualTo(usual.trial().trainLoss());
        assertThat(more.evaluation(Protocol.DEPLOYED).orElseThrow().loss())
                .isNotEqualTo(usual.evaluation(Protocol.DEPLOYED).orElseThrow().loss());
    }

    @Test
    void anAveragedCopyIsInUseInPlaceOfTheWeights() {
        Map<String, StatisticsState> states = Map.of(
                "live", StatisticsState.UPDATED,
                "averaged", StatisticsState.UPDATED,
                "stale", StatisticsState.BEHIND,
                "initial", StatisticsState.INITIAL);
        states.forEach((buffers, state) -> {
            TrialResult copy = result("training.averaged-copy { decay = 0.9, buffers = " + buffers + " }");
            assertThat(state(copy)).as(buffers).isEqualTo(state);
            assertThat(use(copy).parameterDistance()).as(buffers).isBetween(1e-4, 1.0);
            assertThat(use(copy).evalDifference()).isZero();
        });
    }

    @Test
    void aRightUseDiffersInNothing() {
        DeploymentRow right = use(result("deployment = {}"));
        assertThat(right.evalDifference()).isZero();
        assertThat(right.repeatDifference()).isZero();
        assertThat(right.batchDifference()).isLessThan(1e-5);
        assertThat(right.lostInUse().mean()).isZero();
        assertThat(right.parameterDistance()).isZero();
    }

    @Test
    void aForgottenEvalDependsOnTheBatch() {
        DeploymentRow forgotten = use(result("deployment { eval-forgotten = true, batch-size = 4 }"));
        assertThat(forgotten.repeatDifference()).isZero();
        assertThat(forgotten.batchDifference()).isGreaterThan(0.01);
        assertThat(forgotten.trainModeDistance()).isZero();
    }

    @Test
    void dropoutThatIsLeftOnMakesEachPassAnother() {
        DeploymentRow left = use(result("network.dropout = 0.5, deployment.dropout-left-on = true"));
        assertThat(left.repeatDifference()).isGreaterThan(0.01);
        assertThat(left.dropoutDistance()).isLessThan(left.trainModeDistance());
    }

    @Test
    void otherPreprocessingDependsOnNeither() {
        DeploymentRow other = use(result("deployment.preprocessing = [{ kind = affine, scale = 255, shift = 0 }]"));
        assertThat(other.evalDifference()).isGreaterThan(0.01);
        assertThat(other.repeatDifference()).isZero();
        assertThat(other.batchDifference()).isLessThan(1e-5);
    }
}
