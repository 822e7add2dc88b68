package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.EvaluationConfig.Corners;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TrainingConfig.Duration;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final DatasetFacts FACTS = new DatasetFacts(new Shape(4, 4, 2), 10, 100, 40);
    private static final NetworkSpec NETWORK = new NetworkSpec(
            FACTS.shape(),
            10,
            List.of(
                    new LayerSpec.Conv2d(3, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1),
                    new LayerSpec.Flatten(),
                    new LayerSpec.Linear(10, true)));

    private static TrainingConfig training(int batchSize, Duration.Unit unit, int count) {
        String length = unit == Duration.Unit.STEPS ? "steps" : "epochs";
        Study study = StudyReader.parse(
                "test.conf",
                "study { name = test, trial { network { kind = cnn, normalization = none }, training { batch-size = "
                        + batchSize + ", " + length + " = " + count + " } } }");
        return study.trial(study.cells().grid().cell(0)).training();
    }

    @Test
    void sizesAreCountedByLayer() {
        NetworkSize size = NetworkSize.of(NETWORK);

        assertThat(size.parameters()).isEqualTo((3 * 3 * 2 * 3 + 3) + 2 * 3 + (48 * 10 + 10));
        assertThat(size.activations()).isEqualTo(32 + 48 + 48 + 48 + 10);
        // Twice the multiplications of convolution and linear; 80 and 30 operations per value for the others.
        assertThat(size.flops()).isEqualTo(2 * 9 * 2 * 48 + 80 * 48 + 30 * 48 + 2 * 48 * 10);
    }

    @Test
    void aTrainingCostsItsPassesAndItsOperations() {
        double flops = NetworkSize.of(NETWORK).flops();
        CostModel model = new CostModel(0.5, 0.25);

        assertThat(model.trainingSeconds(NETWORK, training(30, Duration.Unit.STEPS, 7), FACTS))
                .isCloseTo(4 * (0.5 * 7 + 0.25 * flops * 7 * 30), within(1e-6));
        assertThat(model.trainingSeconds(NETWORK, training(30, Duration.Unit.EPOCHS, 2), FACTS))
                .isEqualTo(model.trainingSeconds(NETWORK, training(30, Duration.Unit.STEPS, 8), FACTS));
    }

    @Test
    void evaluationsCostTheirPasses() {
        CostModel passes = new CostModel(1, Double.MIN_NORMAL);
        TrainingConfig training = training(10, Duration.Unit.EPOCHS, 6);

        // Batch statistics in batches of 10: two passes over 100 images and one over 40. Running ones in batches of 20.
        assertThat(passes.evaluationSeconds(NETWORK, training, new EvaluationConfig(20, 1, 0, Corners.MINIMAL), FACTS))
                .isEqualTo(24 + 7);
        assertThat(passes.evaluationSeconds(NETWORK, training, new EvaluationConfig(20, 3, 0, Corners.MINIMAL), FACTS))
                .isEqualTo(72 + 7);
        assertThat(passes.evaluationSeconds(
                        NETWORK, training, new EvaluationConfig(20, 1, 0, Corners.FACTORIAL), FACTS))
                .isEqualTo(56 + 28);
        // Every second of six epochs, 40 images in both modes.
        assertThat(passes.evaluationSeconds(NETWORK, training, new EvaluationConfig(20, 1, 2, Corners.MINIMAL), FACTS))
                .isEqualTo(24 + 12 + 7 + 6);
        // 40 images in tens once more for the mistake, twice in twenties beside it; three draws of 8 batches of 5; 40
        // of 1.
        EvaluationConfig more = new EvaluationConfig(
                20,
                3,
                0,
                Corners.MINIMAL,
                List.of(5),
                List.of(1),
                true,
                0,
                RemediesConfig.NONE,
                LayersConfig.NONE,
                false);
        assertThat(passes.evaluationSeconds(NETWORK, training, more, FACTS)).isEqualTo(72 + 7 + 4 + 4 + 24 + 40);
    }

    /** Of 100 training images in batches of 10 and 40 test images in batches of 20. */
    @Test
    void remediesAndLayersCostTheirPasses() {
        CostModel passes = new CostModel(1, Double.MIN_NORMAL);
        TrainingConfig training = training(10, Duration.Unit.EPOCHS, 6);
        double corners =
                passes.evaluationSeconds(NETWORK, training, new EvaluationConfig(20, 1, 0, Corners.MINIMAL), FACTS);
        RemediesConfig remedies = new RemediesConfig(
                List.of(10, 50),
                List.of(RemediesConfig.TransformSide.TRAIN, RemediesConfig.TransformSide.EVAL),
                List.of(RemediesConfig.Dropping.ON),
                false,
                List.of(0.9, 0.99, 0.999),
                7,
                2,
                1,
                false,
                new TestStatisticsConfig(List.of(1, 5), List.of(0, 8), List.of(0.1, 0.2), true));
        EvaluationConfig tried = new EvaluationConfig(
                20, 1, 0, Corners.MINIMAL, List.of(), List.of(), false, 0, remedies, LayersConfig.NONE, false);
        EvaluationConfig looked = new EvaluationConfig(
                20,
                1,
                0,
                Corners.MINIMAL,
                List.of(),
                List.of(),
                false,
                0,
                RemediesConfig.NONE,
                new LayersConfig(true, 3, false),
                false);

        // Two walks for recalibration and one for each average; both estimators at both points of both walks, four
        // parts of each average, seven passes with dropout; two epochs of training; the test images one by one and in
        // fives with either pseudo-count, and three times with moments of their own.
        assertThat(passes.evaluationSeconds(NETWORK, training, tried, FACTS) - corners)
                .isEqualTo((2 + 3) * 10 + (2 * 2 * 2 + 4 * 3 + 7) * 2 + 4 * 2 * 10 + 2 * (40 + 8) + 3 * 2);
        // After epochs 3 and 6, and at the end, which is counted even where it is one of them.
        assertThat(passes.evaluationSeconds(NETWORK, training, looked, FACTS) - corners)
                .isEqualTo(3 * (10 + 2 * 2));
    }

    @Test
    void timesArePositive() {
        assertThatThrownBy(() -> new CostModel(0, 0))
                .hasMessage(
                        "Cannot predict costs: expected a time per pass of at least 0 and a time per operation above "
                                + "0, received 0.0 and 0.0");
    }
}
