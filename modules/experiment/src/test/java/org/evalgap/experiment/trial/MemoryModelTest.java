package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryModelTest {

    /** Peaks are seen before each batch, so what a mistake's comparison compiles between two would be missed. */
    private static final String STUDY = """
            study {
              name = tiny
              replicates = 1
              dataset { kind = synthetic, height = 20, width = 20, channels = 2, classes = 3, train-per-class = 33, test-per-class = 17 }
              trial { network.kind = cnn, training { epochs = 2, batch-size = 16, learning-rate = 0.01 } }
              evaluation { batch-size = 32, mistakes = false }
              %s
            }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "trial.network.normalization = group",
                "trial.network.normalization = batch-renorm",
                "trial.network.normalization = layer, dataset { height = 32, width = 32, channels = 3 }",
                "trial.network { widths = [8, 16], dropout = 0 }, dataset { height = 32, width = 32, channels = 3 }",
                "trial.network { kind = resnet, depth = 8, width = 4, normalization = none }",
                "trial.training.batch-size = 2",
                "trial.network.dropout-place = before-norm",
                "trial.network { normalization = none, widths = [32] }, trial.training.batch-size = 64",
                "trial.network.dropout = 0, trial.training.freeze-batch-norm-after = 0.5",
                "trial.network { kind = resnet, depth = 8, width = 8, dropout = 0.2 }",
                "trial.network.kind = simplenet, evaluation.batch-size = 7",
                "evaluation.corners = factorial, trial.augmentation = crop-flip",
                "evaluation.batch-statistics-batch-sizes = [2, 50], evaluation.eval-batch-sizes = [40]",
                "evaluation.remedies { retrain-epochs = 1, mc-dropout-passes = 2, ema-decays = [0.5] }",
                "evaluation.remedies.test-statistics { batch-sizes = [1, 50], pseudo-counts = [0, 8], example-weights = [0.1] }",
                "grid.augmentation = [crop-flip, crop-flip-kept]"
            })
    void theWholePeakIsPredictedWithinAFactorOfTwo(String change) {
        checkPeak(change);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg_bn", "resnet_basic", "mobilenet_v2", "densenet", "groupnorm", "mixed"})
    void thePeakOfNetworksOfOthersToo(String name) {
        checkPeak("trial.network { kind = onnx, file = \"../models/src/test/resources/reference-onnx/" + name
                + ".training.onnx\" }, dataset { height = 32, width = 32, channels = 3, classes = 10, "
                + "train-per-class = 10, test-per-class = 5 }");
    }

    private static void checkPeak(String change) {
        Study study = StudyReader.parse("tiny.conf", STUDY.formatted(change));
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Training training = Plan.whole(study, dataset).trainings().get(0);
        long before = NativeBackend.liveBytes();
        long[] peak = {0};
        List<TrialResult> results = new TrialRunner(
                        study.name(),
                        dataset,
                        study.evaluation(),
                        () -> peak[0] = Math.max(peak[0], NativeBackend.liveBytes() - before))
                .run(training);

        assertThat(results)
                .allSatisfy(result -> assertThat(result.trial().status()).isEqualTo(TrialStatus.OK));
        assertThat(training.predictedBytes()).isBetween(peak[0], 2 * peak[0]);
    }
}
