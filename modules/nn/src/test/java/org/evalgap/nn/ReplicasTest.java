package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;

/** A batch that is split over copies of a network is as many batches, of which the first moves the running statistics. */
class ReplicasTest {

    private static final Shape IMAGE = new Shape(5, 4, 3);
    private static final int CLASSES = 2;
    private static final double TOLERANCE = 1e-12;
    private static final byte[] LABELS = {0, 1, 1, 0, 1};

    private static NetworkSpec spec(LayerSpec norm) {
        return Samples.classifier(
                IMAGE,
                CLASSES,
                List.of(
                        new LayerSpec.Conv2d(4, 3, 1, 1, true),
                        norm,
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)));
    }

    private static Network network(NetworkSpec spec) {
        return Network.create(spec, Precision.DOUBLE, new SplittableRandom(7));
    }

    /** By hand: of 1, 3, 10 and 30 on two copies, the first has 1 and 3: mean 2, unbiased variance 2. */
    @Test
    void onlyTheFirstCopysStatisticsAreKept() {
        NetworkSpec spec = Samples.classifier(Shape.features(1), CLASSES, List.of(new LayerSpec.BatchNorm(0.5)))
                .onReplicas(2);
        try (Network network = network(spec);
                Pass pass = network.trainingPass(4, Mode.TRAIN)) {
            pass.forward(new float[] {1, 3, 10, 30}, null);
            pass.updateRunningStatistics();
            RunningStatistics running = network.runningStatistics().get(0);
            assertThat(running.mean(0)).isEqualTo(0.5 * 0 + 0.5 * 2);
            assertThat(running.variance(0)).isEqualTo(0.5 * 1 + 0.5 * 2);
            assertThat(running.batches()).isEqualTo(1);
            assertThat(pass.batchStatistics().get(0).mean(1, 0)).isEqualTo(20);
        }
    }

    /** Five samples on two copies are a part of three and one of two, each a batch of its own. */
    @Test
    void aStepIsTheWeightedMeanOfThoseOfTheParts() {
        for (LayerSpec norm : List.of(new LayerSpec.BatchNorm(0.3), new InstanceNorm(1e-5, true, 0.3))) {
            float[] images = Samples.images(IMAGE, 5, new SplittableRandom(1));
            float[] second = Arrays.copyOfRange(images, 3 * IMAGE.size(), images.length);
            byte[] secondLabels = Arrays.copyOfRange(LABELS, 3, 5);
            try (Network split = network(spec(norm).onReplicas(2));
                    Network single = network(spec(norm));
                    Pass whole = split.trainingPass(5, Mode.TRAIN);
                    Pass first = single.trainingPass(3, Mode.TRAIN);
                    Pass rest = single.trainingPass(2, Mode.TRAIN)) {
                whole.forward(images, null);
                double loss = whole.loss(LABELS);
                whole.backward();
                whole.updateRunningStatistics();

                first.forward(images, null);
                double expectedLoss = 0.6 * first.loss(LABELS);
                first.backward();
                double[] expected = scaled(gradients(single), 0.6);
                first.updateRunningStatistics();
                rest.forward(second, null);
                expectedLoss += 0.4 * rest.loss(secondLabels);
                rest.backward();
                double[] ofRest = scaled(gradients(single), 0.4);

                Arrays.setAll(expected, i -> expected[i] + ofRest[i]);
                assertThat(loss).isCloseTo(expectedLoss, within(TOLERANCE));
                assertThat(gradients(split)).containsExactly(expected, within(TOLERANCE));
                for (int i = 0; i < 5 * CLASSES; i++) {
                    double logit = i < 3 * CLASSES
                            ? first.logits().get(i)
                            : rest.logits().get(i - 3 * CLASSES);
                    assertThat(whole.logits().get(i)).isCloseTo(logit, within(TOLERANCE));
                }
                assertThat(split.state().values())
                        .containsExactly(single.state().values(), within(1e-6f));
                assertThat(split.state().batches()).isEqualTo(single.state().batches());
            }
        }
    }

    /** So that the law above would notice a batch that was not split. */
    @Test
    void aWholeBatchIsAnother() {
        float[] images = Samples.images(IMAGE, 4, new SplittableRandom(1));
        NetworkSpec spec = spec(new LayerSpec.BatchNorm(0.3));
        try (Network split = network(spec.onReplicas(2));
                Network single = network(spec);
                Pass parts = split.trainingPass(4, Mode.TRAIN);
                Pass whole = single.trainingPass(4, Mode.TRAIN);
                Pass evalOfSplit = split.forwardPass(4, Mode.EVAL);
                Pass evalOfSingle = single.forwardPass(4, Mode.EVAL)) {
            parts.forward(images, null);
            whole.forward(images, null);
            assertThat(parts.logits().get(0)).isNotCloseTo(whole.logits().get(0), within(1e-3));
            evalOfSplit.forward(images, null);
            evalOfSingle.forward(images, null);
            assertThat(evalOfSplit.logits().get(0))
                    .isEqualTo(evalOfSingle.logits().get(0));
        }
    }

    /** As PyTorch's chunk splits: parts of one size, ⌈N / replicas⌉, and the rest, which can be fewer parts than copies. */
    @Test
    void partsAreOfOneSizeAndTheRest() {
        NetworkSpec four = Samples.classifier(Shape.features(4), CLASSES, List.of(new LayerSpec.BatchNorm(0.1)))
                .onReplicas(4);
        assertThat(four.samplesPerReplica(8)).isEqualTo(2);
        assertThat(four.smallestBatchNormCount(8)).isEqualTo(2);
        assertThat(four.smallestBatchNormCount(5)).isEqualTo(1);
        assertThat(four.smallestBatchNormCount(6)).isEqualTo(2);
        assertThat(four.smallestBatchNormCount(3)).isEqualTo(1);
        try (Network network = network(four);
                Pass pass = network.forwardPass(6, Mode.TRAIN)) {
            assertThat(pass.batchStatistics().get(0).sets()).isEqualTo(3);
            assertThatThrownBy(() -> network.trainingPass(5, Mode.TRAIN))
                    .hasMessage("batch-size: expected more than 1 value per channel for BatchNorm, received 1");
        }
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> spec(new LayerSpec.BatchNorm(0.1)).onReplicas(0))
                .isInstanceOf(ShapeException.class)
                .hasMessage("replicas: expected an integer of at least 1, received 0");
        assertThatThrownBy(
                        () -> spec(new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)).onReplicas(2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("replicas: expected 1 with a ghost batch size, received 2");
    }

    private static double[] gradients(Network network) {
        return network.variables().stream()
                .filter(variable -> variable.role().trainable())
                .flatMapToDouble(ReplicasTest::gradients)
                .toArray();
    }

    private static DoubleStream gradients(Variable variable) {
        return IntStream.range(0, variable.length()).mapToDouble(variable.gradientValues()::get);
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }
}
