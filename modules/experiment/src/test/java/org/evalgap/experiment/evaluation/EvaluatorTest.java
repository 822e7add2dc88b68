package org.evalgap.experiment.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.State;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final Shape SHAPE = new Shape(6, 6, 1);
    private static final NetworkSpec SPEC = new NetworkSpec(
            SHAPE,
            3,
            List.of(
                    new LayerSpec.Conv2d(8, 3, 1, 1, false),
                    new LayerSpec.BatchNorm(0.3),
                    new LayerSpec.Relu(),
                    new LayerSpec.Flatten(),
                    new LayerSpec.Dropout(0.4),
                    new LayerSpec.Linear(3, true)));
    private static final Dataset DATASET =
            new Dataset("d", 3, images(1, 33), images(2, 25), new float[] {0.5f}, new float[] {0.25f});
    private static final Study STUDY = StudyReader.parse(
            "test.conf", "study { name = test, trial { network = simplenet, training.batch-size = 4 } }");
    private static final TrainingConfig TRAINING =
            STUDY.trial(STUDY.cells().grid().cell(0)).training();
    private static final List<Protocol> CORNERS = Protocol.of(EvaluationConfig.Corners.FACTORIAL);

    private final List<String> passes = new ArrayList<>();

    private static ImageSet images(long seed, int count) {
        SplitMix64 random = new SplitMix64(seed);
        byte[] pixels = new byte[count * SHAPE.size()];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        return new ImageSet(SHAPE, pixels, labels);
    }

    private Evaluator evaluator(Network network, int draws) {
        return new Evaluator(
                network,
                TRAINING,
                new EvaluationConfig(5, draws, 0, EvaluationConfig.Corners.FACTORIAL),
                new TransformPair("none", List.of(), List.of()),
                DATASET,
                new Seed(4),
                () -> passes.add("pass"));
    }

    @Test
    void protocolsMeasuredTogetherAreThoseMeasuredAloneBitForBit() {
        for (int draws = 1; draws <= 2; draws++) {
            try (Network network = Network.create(SPEC, Precision.FLOAT, new SplitMix64(3));
                    Evaluator together = evaluator(network, draws)) {
                Map<Protocol, Measurement> all = together.measure(CORNERS);
                for (Protocol corner : CORNERS) {
                    try (Evaluator alone = evaluator(network, draws)) {
                        Measurement expected = alone.measure(List.of(corner)).get(corner);
                        Measurement measurement = all.get(corner);
                        assertThat(measurement.all()).isEqualTo(expected.all());
                        assertThat(measurement.draws()).isEqualTo(expected.draws());
                        assertThat(rights(measurement)).isEqualTo(rights(expected));
                    }
                }
                assertThat(all.get(Protocol.DEPLOYED).loss())
                        .isNotEqualTo(all.get(Protocol.DROPOUT_LEFT_ON).loss());
            }
        }
    }

    private static List<Integer> rights(Measurement measurement) {
        List<Integer> rights = new ArrayList<>();
        for (int image = 0; image < measurement.outcomes().images(); image++) {
            rights.add(measurement.outcomes().right(image));
        }
        return rights;
    }

    @Test
    void oneStateIsMeasuredOnce() {
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplitMix64(3));
                Evaluator evaluator = evaluator(network, 1)) {
            Measurement first = evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED);
            assertThat(passes).hasSize(5);
            assertThat(evaluator.measure(List.of(Protocol.DEPLOYED)).get(Protocol.DEPLOYED))
                    .isSameAs(first);
            assertThat(passes).hasSize(5);

            State state = network.state();
            network.runningStatistics().get(0).set(0, 7, 2);
            double changed = evaluator
                    .measure(List.of(Protocol.DEPLOYED))
                    .get(Protocol.DEPLOYED)
                    .loss();
            assertThat(changed).isNotEqualTo(first.loss());
            network.restore(state);
            assertThat(evaluator
                            .measure(List.of(Protocol.DEPLOYED))
                            .get(Protocol.DEPLOYED)
                            .loss())
                    .isEqualTo(first.loss());
            assertThat(passes).hasSize(15);
        }
    }
}
