package org.evalgap.experiment.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.junit.jupiter.api.Test;

class ForgottenEvalTest {

    private static final int IMAGES = 12;
    private static final Shape SHAPE = new Shape(3, 3, 1);

    private static ImageSet images(long seed) {
        SplitMix64 random = new SplitMix64(seed);
        byte[] pixels = new byte[IMAGES * SHAPE.size()];
        byte[] labels = new byte[IMAGES];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = (byte) (i % 2);
        }
        return new ImageSet(SHAPE, pixels, labels);
    }

    /** The test split is one batch, so there is one update and no order to it. */
    @Test
    void theStatisticsMoveByWhatTheValidationSaw() {
        Dataset dataset = new Dataset("d", 2, images(1), images(2), new float[] {0.5f}, new float[] {0.25f});
        NetworkSpec spec = new NetworkSpec(
                SHAPE,
                2,
                List.of(new LayerSpec.Flatten(), new LayerSpec.BatchNorm(0.3), new LayerSpec.Linear(2, true)));
        Study study = StudyReader.parse(
                "test.conf",
                "study { name = test, trial { network = simplenet, training.batch-size = " + IMAGES + " } }");
        TrainingConfig training = study.trial(study.cells().grid().cell(0)).training();
        try (Network network = Network.create(spec, Precision.FLOAT, new SplitMix64(3));
                Evaluator evaluator = new Evaluator(
                        network,
                        training,
                        new EvaluationConfig(5, 1, 0, EvaluationConfig.Corners.MINIMAL),
                        new TransformPair("none", List.of(), List.of()),
                        dataset,
                        new Seed(4),
                        () -> {})) {
            Measurement deployed = evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
            long before = network.fingerprint();
            Measurement after = evaluator.afterForgottenEval(deployed);

            assertThat(network.fingerprint()).isEqualTo(before);
            double expected = lossAfterOneUpdate(network, dataset);
            assertThat(after.loss()).isCloseTo(expected, within(1e-6));
            assertThat(deployed.loss()).isNotCloseTo(expected, within(1e-3));
        }
    }

    private static double lossAfterOneUpdate(Network network, Dataset dataset) {
        BatchAssembler batch =
                new BatchAssembler(dataset.test(), List.of(), new BatchComposition.Iid(), dataset, IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            batch.put(i, i, 0, null);
        }
        try (Pass train = network.forwardPass(IMAGES, Mode.TRAIN);
                Pass eval = network.forwardPass(IMAGES, Mode.EVAL)) {
            train.forward(batch.pixels(), null);
            train.updateRunningStatistics();
            eval.forward(batch.pixels(), null);
            return eval.loss(batch.labels());
        }
    }
}
