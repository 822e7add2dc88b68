package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Batch Renormalization against the paper's formulas and PyTorch's derivatives of them. */
class BatchRenormTest {

    private static final Shape IMAGE = new Shape(5, 4, 2);
    private static final int BATCH = 6;
    private static final double EPSILON = 1e-3;

    /** No correction is at a bound, from the first batch on. */
    private static final BatchRenorm FREE = new BatchRenorm(0.2, EPSILON, 1e6, 1e6, 0, 0, 0, 1);

    private static NetworkSpec spec(NormSpec norm) {
        return Samples.classifier(
                IMAGE,
                3,
                List.of(
                        new LayerSpec.Conv2d(4, 3, 1, 1, false),
                        norm,
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        new LayerSpec.Conv2d(3, 3, 1, 1, false),
                        norm));
    }

    private static Network network(NormSpec norm) {
        return Samples.network(spec(norm), Precision.DOUBLE, new SplittableRandom(2));
    }

    private static float[] images() {
        return Samples.images(IMAGE, BATCH, new SplittableRandom(9));
    }

    private static double[] logits(Network network, Mode mode) {
        try (Pass pass = network.forwardPass(BATCH, mode)) {
            pass.forward(images(), null);
            return Samples.toArray(pass.logits(), BATCH * 3);
        }
    }

    /** Steps of a training and what PyTorch made of them; see make_batch_renorm.py. */
    @Test
    void aTrainingIsPyTorchs() throws IOException {
        JsonNode reference;
        try (InputStream file = BatchRenormTest.class.getResourceAsStream("/batch-renorm/batch_renorm.json")) {
            reference = new ObjectMapper().readTree(file);
        }
        int batch = reference.path("batch").asInt();
        int steps = reference.path("steps").asInt();
        NetworkSpec spec = new NetworkSpec(
                new Shape(6, 6, 2),
                3,
                List.of(
                        new LayerSpec.Conv2d(4, 3, 1, 1, false),
                        new BatchRenorm(0.3, EPSILON, 3, 1.5, 1.0 / 6, 4.0 / 6, 3.0 / 6, steps),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        new LayerSpec.GlobalAvgPool(),
                        new LayerSpec.Linear(3, true)));
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(1));
                Pass pass = network.trainingPass(batch, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0, false, 0)) {
            reference
                    .path("initial")
                    .fields()
                    .forEachRemaining(array -> network.stateDictionary().set(array.getKey(), floats(array.getValue())));
            for (int step = 0; step < steps; step++) {
                JsonNode labels = reference.path("labels").get(step);
                byte[] classes = new byte[batch];
                for (int i = 0; i < batch; i++) {
                    classes[i] = (byte) labels.get(i).asInt();
                }
                pass.forward(floats(reference.path("images").get(step)), null);
                assertThat(pass.loss(classes))
                        .as("step %d", step)
                        .isCloseTo(reference.path("losses").get(step).asDouble(), within(2e-6));
                pass.backward();
                if (step == steps - 1) {
                    reference
                            .path("last_gradients")
                            .fields()
                            .forEachRemaining(array -> assertClose(
                                    array.getKey(),
                                    network.stateDictionary().gradient(array.getKey()),
                                    array.getValue()));
                }
                pass.updateRunningStatistics();
                sgd.step(reference.path("rate").asDouble());
            }
            reference
                    .path("final")
                    .fields()
                    .forEachRemaining(array -> assertClose(
                            array.getKey(), network.stateDictionary().get(array.getKey()), array.getValue()));
        }
    }

    /** Arrays and images cross to the network as floats. */
    private static void assertClose(String name, float[] actual, JsonNode expected) {
        float[] values = floats(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat(actual[i]).as("%s[%d]", name, i).isCloseTo(values[i], within(5e-6f));
        }
    }

    private static float[] floats(JsonNode numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers.get(i).asDouble();
        }
        return floats;
    }

    /** Within the bounds, what a batch gives is what running statistics give. */
    @Test
    void freeCorrectionsMakeTrainingWhatInferenceIs() {
        try (Network network = network(FREE)) {
            double[] batch = logits(network, Mode.TRAIN);
            double[] running = logits(network, Mode.EVAL);
            for (int i = 0; i < batch.length; i++) {
                assertThat(batch[i]).isCloseTo(running[i], within(1e-10));
            }
        }
    }

    @Test
    void withoutCorrectionsItIsBatchNormToTheBit() {
        NormSpec none = new BatchRenorm(0.2, EPSILON, 3, 5, 1, 1, 1, 10);
        try (Network renorm = network(none);
                Network norm = network(new LayerSpec.BatchNorm(0.2, false, EPSILON, 0));
                Pass one = renorm.trainingPass(BATCH, Mode.TRAIN);
                Pass other = norm.trainingPass(BATCH, Mode.TRAIN)) {
            for (Pass pass : List.of(one, other)) {
                pass.forward(images(), null);
                pass.loss(new byte[BATCH]);
                pass.backward();
            }
            assertThat(Samples.toArray(one.logits(), BATCH * 3)).isEqualTo(Samples.toArray(other.logits(), BATCH * 3));
            for (int i = 0; i < renorm.variables().size(); i++) {
                Variable variable = renorm.variables().get(i);
                if (variable.role().trainable()) {
                    assertThat(Samples.toArray(variable.gradientValues(), variable.length()))
                            .isEqualTo(Samples.toArray(norm.variables().get(i).gradientValues(), variable.length()));
                }
            }
        }
    }

    /** Free corrections vary with the parameters, and the gradient is that of a loss which holds them. */
    @Test
    void theGradientHoldsCorrections() {
        SplittableRandom random = new SplittableRandom(4);
        double[][] x = new double[BATCH][3];
        float[] images = new float[BATCH * 3];
        byte[] labels = new byte[BATCH];
        for (int n = 0; n < BATCH; n++) {
            labels[n] = (byte) (n % 2);
            for (int i = 0; i < 3; i++) {
                images[n * 3 + i] = (float) random.nextGaussian();
                x[n][i] = images[n * 3 + i];
            }
        }
        NetworkSpec spec = new NetworkSpec(Shape.features(3), 2, List.of(new LayerSpec.Linear(2, false), FREE));
        try (Network network = Samples.network(spec, Precision.DOUBLE, random);
                Pass pass = network.trainingPass(BATCH, Mode.TRAIN)) {
            pass.forward(images, null);
            pass.loss(labels);
            pass.backward();
            BatchStatistics batch = pass.batchStatistics().get(0);
            RunningStatistics running = network.runningStatistics().get(0);
            double[] r = new double[2];
            double[] d = new double[2];
            for (int c = 0; c < 2; c++) {
                double sigma = Math.sqrt(running.variance(c) + EPSILON);
                r[c] = Math.sqrt(batch.variance(0, c) + EPSILON) / sigma;
                d[c] = (batch.mean(0, c) - running.mean(c)) / sigma;
            }
            for (Variable variable : network.variables()) {
                for (int i = 0; variable.role().trainable() && i < variable.length(); i++) {
                    double value = variable.values().get(i);
                    variable.values().set(i, value + 1e-5);
                    double above = loss(network, x, labels, r, d);
                    variable.values().set(i, value - 1e-5);
                    double below = loss(network, x, labels, r, d);
                    variable.values().set(i, value);
                    assertThat(variable.gradientValues().get(i))
                            .as("%s[%d]", variable.name(), i)
                            .isCloseTo((above - below) / 2e-5, within(1e-8));
                }
            }
        }
    }

    /** Linear → x̂ r + d → affine → cross-entropy, by the paper's formulas. */
    private static double loss(Network network, double[][] x, byte[] labels, double[] r, double[] d) {
        double[][] z = new double[x.length][2];
        for (int c = 0; c < 2; c++) {
            double mean = 0;
            double variance = 0;
            for (int n = 0; n < x.length; n++) {
                for (int i = 0; i < 3; i++) {
                    z[n][c] += x[n][i] * network.variables().get(0).values().get(i * 2 + c);
                }
                mean += z[n][c] / x.length;
            }
            for (double[] row : z) {
                variance += (row[c] - mean) * (row[c] - mean) / x.length;
            }
            for (double[] row : z) {
                double hat = (row[c] - mean) / Math.sqrt(variance + EPSILON) * r[c] + d[c];
                row[c] = network.variables().get(1).values().get(c) * hat
                        + network.variables().get(2).values().get(c);
            }
        }
        double total = 0;
        for (int n = 0; n < x.length; n++) {
            total += Math.log(Math.exp(z[n][0]) + Math.exp(z[n][1])) - z[n][labels[n]];
        }
        return total / x.length;
    }

    /** The standard deviation moves, of all values of the batch, and is read as a variance. */
    @Test
    void runningStatisticsAreOfDeviations() {
        try (Network network = network(FREE);
                Pass pass = network.forwardPass(BATCH, Mode.TRAIN)) {
            RunningStatistics running = network.runningStatistics().get(0);
            double mean = running.mean(1);
            double deviation = Math.sqrt(running.variance(1) + EPSILON);
            pass.forward(images(), null);
            BatchStatistics batch = pass.batchStatistics().get(0);
            pass.updateRunningStatistics();
            assertThat(running.mean(1)).isCloseTo(0.8 * mean + 0.2 * batch.mean(0, 1), within(1e-12));
            assertThat(Math.sqrt(running.variance(1) + EPSILON))
                    .isCloseTo(0.8 * deviation + 0.2 * Math.sqrt(batch.variance(0, 1) + EPSILON), within(1e-12));
            assertThat(running.batches()).isEqualTo(1);
        }
    }

    /** Its bounds go by the batches of the training. */
    @Test
    void recalibrationLeavesTheNumberOfBatches() {
        try (Network network = network(FREE);
                Pass pass = network.forwardPass(BATCH, Mode.TRAIN)) {
            RunningStatistics running = network.runningStatistics().get(0);
            running.batches(7);
            pass.forward(images(), null);
            Recalibration recalibration = new Recalibration(network);
            recalibration.add(pass);
            recalibration.apply(Recalibration.Estimator.POPULATION);
            assertThat(running.batches()).isEqualTo(7);
            assertThat(running.mean(0)).isCloseTo(pass.batchStatistics().get(0).mean(0, 0), within(1e-12));
        }
    }

    @Test
    void boundsGrowAsThePaperHasThem() {
        BatchRenorm paper = new BatchRenorm(0.01, 1e-5, 3, 5, 5.0 / 160, 40.0 / 160, 25.0 / 160, 1).over(160_000);
        assertThat(paper.ratioBound(5_000)).isEqualTo(1);
        assertThat(paper.shiftBound(5_000)).isZero();
        assertThat(paper.ratioBound(22_500)).isCloseTo(2, within(1e-12));
        assertThat(paper.shiftBound(15_000)).isCloseTo(2.5, within(1e-12));
        assertThat(paper.shiftBound(25_000)).isEqualTo(5);
        assertThat(paper.ratioBound(40_000)).isEqualTo(3);
        assertThat(paper.ratioBound(200_000)).isEqualTo(3);
    }

    @Test
    void oneValuePerChannelAndBoundsBelowBatchNormsAreRefused() {
        NetworkSpec spec = Samples.classifier(Shape.features(4), 3, List.of(FREE));
        assertThat(spec.smallestBatchNormCount(1)).isEqualTo(1);
        assertThatThrownBy(() -> new BatchRenorm(0.1, 1e-5, 0.9, 5, 0, 0, 0, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("r-max: expected a number of at least 1, received 0.9");
        assertThatThrownBy(() -> new BatchRenorm(0.1, 1e-5, 3, -1, 0, 0, 0, 1))
                .hasMessage("d-max: expected a number of at least 0, received -1.0");
        assertThatThrownBy(() -> new BatchRenorm(0.1, 1e-5, 3, 5, 0.5, 0.4, 0.6, 1))
                .hasMessage("r-full: expected a number from the start, 0.5, to 1, received 0.4");
    }
}
