package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.State;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of any network, whatever its numbers. */
class LawsTest {

    private static final Shape IMAGE = new Shape(9, 7, 3);
    private static final int CLASSES = 5;
    private static final Mode BATCH_WITHOUT_DROPOUT = new Mode(Mode.Statistics.BATCH, false);

    static List<LayerSpec> sampleNorms() {
        return List.of(new LayerSpec.GroupNorm(4), new LayerSpec.GroupNorm(8), new LayerSpec.LayerNorm());
    }

    @ParameterizedTest
    @MethodSource("sampleNorms")
    void normsWithinASampleAreTheSameInEveryModeBitForBit(LayerSpec norm) {
        try (Network network = network(chain(norm))) {
            float[] images = images(network, 6);
            float[] train = logits(network, Mode.TRAIN, 6, images);
            assertThat(logits(network, Mode.EVAL, 6, images)).isEqualTo(train);
            assertThat(logits(network, BATCH_WITHOUT_DROPOUT, 6, images)).isEqualTo(train);
        }
    }

    @Test
    void aNetworkWithoutBatchNormAndDropoutIsTheSameInEveryModeBitForBit() {
        try (Network network = network(chain(new LayerSpec.Dropout(0)))) {
            float[] images = images(network, 6);
            assertThat(logits(network, Mode.EVAL, 6, images)).isEqualTo(logits(network, Mode.TRAIN, 6, images));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 40})
    void evalOutputDoesNotDependOnItsBatchMates(int samples) {
        try (Network network = network(chain(new LayerSpec.BatchNorm(0.1)));
                Pass one = network.forwardPass(1, Mode.EVAL)) {
            float[] images = images(network, samples);
            float[] together = logits(network, Mode.EVAL, samples, images);
            for (int n = 0; n < samples; n++) {
                one.forward(Arrays.copyOfRange(images, n * IMAGE.size(), (n + 1) * IMAGE.size()), null);
                for (int k = 0; k < CLASSES; k++) {
                    assertThat(one.logits().get(k)).isCloseTo(together[n * CLASSES + k], within(2e-5));
                }
            }
            float[] others = images.clone();
            Arrays.fill(others, IMAGE.size(), others.length, 3);
            assertThat(Arrays.copyOf(logits(network, Mode.EVAL, samples, others), CLASSES))
                    .as("the first of the batch, bit for bit, when all others change")
                    .isEqualTo(Arrays.copyOf(together, CLASSES));
        }
    }

    @Test
    void batchStatisticsDoDependOnBatchMates() {
        try (Network network = network(chain(new LayerSpec.BatchNorm(0.1)))) {
            float[] images = images(network, 6);
            float[] others = images.clone();
            Arrays.fill(others, IMAGE.size(), others.length, 3);
            assertThat(Arrays.copyOf(logits(network, Mode.TRAIN, 6, others), CLASSES))
                    .isNotEqualTo(Arrays.copyOf(logits(network, Mode.TRAIN, 6, images), CLASSES));
        }
    }

    /** EVAL divides by the unbiased deviation, TRAIN by the biased one: with no ε and no β the logits ahead differ by it. */
    @Test
    void momentumOneMakesEvalEqualTrainUpToTheBesselFactor() {
        LayerSpec norm = new LayerSpec.BatchNorm(1, false, 1e-12, 0);
        NetworkSpec spec = Samples.classifier(IMAGE, CLASSES, List.of(norm));
        int samples = 2;
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(3));
                Pass train = network.forwardPass(samples, Mode.TRAIN);
                Pass eval = network.forwardPass(samples, Mode.EVAL)) {
            float[] images = images(network, samples);
            train.forward(images, null);
            train.updateRunningStatistics();
            eval.forward(images, null);
            Values bias = variable(network, 2, Variable.Role.BIAS).values();
            double values = samples * IMAGE.pixels();
            double bessel = Math.sqrt((values - 1) / values);
            for (int i = 0; i < samples * CLASSES; i++) {
                double ahead = bias.get(i % CLASSES);
                assertThat(eval.logits().get(i) - ahead)
                        .isCloseTo((train.logits().get(i) - ahead) * bessel, within(1e-9));
            }
        }
    }

    @Test
    void dropoutZeroIsTheIdentity() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        try (Network with = network(chain(norm, new LayerSpec.Dropout(0)));
                Network without = network(chain(norm))) {
            float[] images = images(with, 4);
            assertThat(logits(with, Mode.TRAIN, 4, images)).isEqualTo(logits(without, Mode.TRAIN, 4, images));
        }
    }

    @Test
    void dropoutOffIsTheIdentity() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        try (Network with = network(chain(norm, new LayerSpec.Dropout(0.7)));
                Network without = network(chain(norm))) {
            float[] images = images(with, 4);
            assertThat(logits(with, Mode.EVAL, 4, images)).isEqualTo(logits(without, Mode.EVAL, 4, images));
        }
    }

    static List<List<LayerSpec>> chainsWithDropout() {
        LayerSpec.Dropout dropout = new LayerSpec.Dropout(0.4);
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        LayerSpec.Conv2d convolution = new LayerSpec.Conv2d(8, 3, 1, 1, false);
        return List.of(
                List.of(dropout, convolution, norm, new LayerSpec.Relu()),
                List.of(convolution, norm, new LayerSpec.Relu(), dropout),
                List.of(
                        convolution,
                        dropout,
                        norm,
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        convolution,
                        dropout),
                List.of(
                        convolution,
                        new LayerSpec.Residual(List.of(norm, dropout, convolution), List.of()),
                        norm,
                        dropout),
                List.of(convolution, new LayerSpec.Dropout(0.4, LayerSpec.Dropout.Unit.CHANNEL, false), norm));
    }

    @ParameterizedTest
    @MethodSource("chainsWithDropout")
    void forwardAgainIsForwardWithOtherMasksBitForBit(List<LayerSpec> layers) {
        for (Mode.Statistics statistics : Mode.Statistics.values()) {
            try (Network network = network(Samples.classifier(IMAGE, CLASSES, layers));
                    Pass pass = network.forwardPass(6, new Mode(statistics, true))) {
                float[] images = images(network, 6);
                float[] first = forward(pass, images, new SplittableRandom(3));
                pass.forwardAgainWithoutDropout();
                assertThat(copy(pass)).isEqualTo(logits(network, new Mode(statistics, false), 6, images));
                pass.forwardAgain(new SplittableRandom(5));
                assertThat(copy(pass)).isEqualTo(logits(network, new Mode(statistics, true), 6, images));
                pass.forwardAgain(new SplittableRandom(3));
                assertThat(copy(pass)).isEqualTo(first);
            }
        }
    }

    @Test
    void aTrainingPassDoesNotGoForwardAgain() {
        try (Network network = network(chain(new LayerSpec.Dropout(0.4)));
                Pass pass = network.trainingPass(2, Mode.TRAIN)) {
            pass.forward(images(network, 2), new SplittableRandom(3));
            assertThatThrownBy(pass::forwardAgainWithoutDropout)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot go forward again");
        }
    }

    /**
     * Ones through dropout p: kept with probability 1 − p, so mean 1 and variance p / (1 − p) with rescaling, mean 1 − p
     * and variance p (1 − p) without; four standard errors of the mean of n independent units.
     */
    @ParameterizedTest
    @EnumSource(LayerSpec.Dropout.Unit.class)
    void dropoutHasItsMeanAndVariance(LayerSpec.Dropout.Unit unit) {
        Shape shape = new Shape(4, 4, 6);
        int samples = 500;
        int units = samples
                * switch (unit) {
                    case ELEMENT -> shape.size();
                    case CHANNEL -> shape.channels();
                    case SAMPLE -> 1;
                };
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            for (boolean rescale : new boolean[] {true, false}) {
                double kept = rescale ? 1 / (1 - p) : 1;
                double[] values = dropOnes(shape, samples, new LayerSpec.Dropout(p, unit, rescale));
                assertThat(Arrays.stream(values).distinct().sorted().toArray())
                        .containsExactly(new double[] {0, kept}, within(1e-6));
                double mean = Arrays.stream(values).average().orElseThrow();
                double error = kept * Math.sqrt(p * (1 - p) / units);
                assertThat(mean).isCloseTo(kept * (1 - p), within(4 * error));
                // Of a value that is 0 or k, the variance is mean · (k − mean).
                double variance = Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow();
                assertThat(variance).isCloseTo(kept * kept * p * (1 - p), within(4 * kept * error + 1e-6));
            }
        }
    }

    @Test
    void aDroppedChannelIsDroppedInTheWholeImage() {
        Shape shape = new Shape(3, 5, 4);
        double[] values = dropOnes(shape, 50, new LayerSpec.Dropout(0.5, LayerSpec.Dropout.Unit.CHANNEL, true));
        for (int i = 0; i < values.length; i++) {
            int firstOfChannel = i / shape.size() * shape.size() + i % shape.channels();
            assertThat(values[i]).isEqualTo(values[firstOfChannel]);
        }
    }

    @Test
    void aDroppedSampleIsDroppedAsAWhole() {
        Shape shape = new Shape(3, 5, 4);
        double[] values = dropOnes(shape, 50, new LayerSpec.Dropout(0.5, LayerSpec.Dropout.Unit.SAMPLE, true));
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(values[i / shape.size() * shape.size()]);
        }
        assertThat(values).contains(0, 2);
    }

    @Test
    void masksAreNewAtEveryPassAndTheSameForTheSameSeed() {
        try (Network network = network(chain(new LayerSpec.Dropout(0.5)));
                Pass pass = network.forwardPass(3, Mode.TRAIN)) {
            float[] images = images(network, 3);
            SplittableRandom random = new SplittableRandom(9);
            float[] first = forward(pass, images, random);
            assertThat(forward(pass, images, random)).isNotEqualTo(first);
            assertThat(forward(pass, images, new SplittableRandom(9))).isEqualTo(first);
        }
    }

    @Test
    void measuringInAnyModeLeavesTheNetworkAsItWas() {
        LayerSpec[] layers = {new LayerSpec.BatchNorm(0.1), new LayerSpec.Dropout(0.5)};
        try (Network network = network(chain(layers))) {
            float[] images = images(network, 4);
            byte[] labels = Samples.labels(CLASSES, 4, new SplittableRandom(1));
            State before = network.state();
            long fingerprint = network.fingerprint();
            for (Mode mode : LayerCases.MODES) {
                try (Pass forward = network.forwardPass(4, mode);
                        Pass training = network.trainingPass(4, mode)) {
                    forward.forward(images, new SplittableRandom(2));
                    forward.loss(labels);
                    training.forward(images, new SplittableRandom(2));
                    training.loss(labels);
                    training.backward();
                    assertThat(network.fingerprint()).as(mode.toString()).isEqualTo(fingerprint);
                }
            }
            assertThat(network.state().values()).isEqualTo(before.values());
            assertThat(network.state().batches()).isEqualTo(before.batches());
        }
    }

    @Test
    void passesOfOneNetworkDoNotDisturbEachOther() {
        try (Network network = network(chain(new LayerSpec.BatchNorm(0.1)));
                Pass training = network.trainingPass(4, Mode.TRAIN);
                Pass eval = network.forwardPass(7, Mode.EVAL)) {
            byte[] labels = Samples.labels(CLASSES, 4, new SplittableRandom(1));
            training.forward(images(network, 4), null);
            training.loss(labels);
            training.backward();
            float[] gradients = gradients(network);
            training.forward(images(network, 4), null);
            eval.forward(images(network, 7), null);
            training.loss(labels);
            training.backward();
            assertThat(gradients(network)).isEqualTo(gradients);
        }
    }

    /** Overwriting kernels would show as a second replay that differs from the first. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void replayingAPassGivesTheSameBits(Precision precision) {
        LayerCases.all().forEach(layer -> {
            SplittableRandom random = new SplittableRandom(4);
            float[] images = Samples.images(layer.spec().input(), layer.batchSize(), random);
            byte[] labels = Samples.labels(layer.spec().classes(), layer.batchSize(), random);
            try (Network network = Samples.network(layer.spec(), precision, random);
                    Pass pass = network.trainingPass(layer.batchSize(), Mode.TRAIN)) {
                List<float[]> runs = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    pass.forward(images, new SplittableRandom(8));
                    pass.loss(labels);
                    pass.backward();
                    runs.add(gradients(network));
                }
                assertThat(runs.get(1)).as(layer.name()).isEqualTo(runs.get(0));
                assertThat(runs.get(2)).as(layer.name()).isEqualTo(runs.get(0));
            }
        });
    }

    @Test
    void theSameSeedGivesTheSameBitsInTwoThreadsAtOnce() throws Exception {
        assertThat(NativeBackend.singleThreaded()).isTrue();
        float[] alone = train(77);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<float[]>> trainings =
                    List.of(() -> train(77), () -> train(77), () -> train(78), () -> train(77));
            List<float[]> together = new ArrayList<>();
            for (Future<float[]> training : threads.invokeAll(trainings)) {
                together.add(training.get());
            }
            assertThat(together.get(0)).isEqualTo(alone);
            assertThat(together.get(1)).isEqualTo(alone);
            assertThat(together.get(2)).isNotEqualTo(alone);
            assertThat(together.get(3)).isEqualTo(alone);
        } finally {
            threads.shutdown();
        }
    }

    static List<LayerSpec> layers() {
        return List.of(
                new LayerSpec.Relu(),
                new LayerSpec.MaxPool2d(2),
                new LayerSpec.AvgPool2d(2),
                new LayerSpec.GlobalAvgPool(),
                new LayerSpec.BatchNorm(0.1),
                new LayerSpec.GroupNorm(4),
                new LayerSpec.Conv2d(4, 3, 1, 1, true));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aParameterThatIsNotANumberShowsInTheLoss(LayerSpec layer) {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            try (Network network = network(chain(layer));
                    Pass pass = network.trainingPass(2, Mode.TRAIN)) {
                variable(network, 0, Variable.Role.WEIGHT).values().set(0, value);
                pass.forward(images(network, 2), null);
                assertThat(pass.loss(new byte[] {0, 1})).isNaN();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void anOverflowShowsInTheLossOfTheNextStepAtTheLatest(LayerSpec layer) {
        try (Network network = network(chain(layer, new LayerSpec.MaxPool2d(1), new LayerSpec.Relu()));
                Pass pass = network.trainingPass(2, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0, false, 0)) {
            float[] images = new float[2 * IMAGE.size()];
            Arrays.fill(images, 3e38f);
            double loss = 0;
            for (int step = 0; step < 2; step++) {
                pass.forward(images, null);
                loss = pass.loss(new byte[] {0, 1});
                pass.backward();
                sgd.step(1);
            }
            assertThat(Double.isFinite(loss)).as("%s", loss).isFalse();
        }
    }

    private static float[] train(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NetworkSpec spec = chain(
                new LayerSpec.BatchNorm(0.1),
                new LayerSpec.Relu(),
                new LayerSpec.MaxPool2d(2),
                new LayerSpec.GroupNorm(2),
                new LayerSpec.Dropout(0.3));
        try (Network network = Network.create(spec, Precision.FLOAT, random);
                Pass pass = network.trainingPass(8, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0.9, false, 5e-4)) {
            for (int step = 0; step < 60; step++) {
                pass.forward(Samples.images(IMAGE, 8, random), random);
                pass.loss(Samples.labels(CLASSES, 8, random));
                pass.backward();
                pass.updateRunningStatistics();
                sgd.step(0.05);
            }
            return network.state().values();
        }
    }

    /** Ones through a dropout layer whose output the classifier, an identity matrix, hands on. */
    private static double[] dropOnes(Shape shape, int samples, LayerSpec.Dropout dropout) {
        NetworkSpec spec = Samples.classifier(shape, shape.size(), List.of(dropout));
        try (Network network = Network.create(spec, Precision.DOUBLE, new SplittableRandom(1));
                Pass pass = network.forwardPass(samples, Mode.TRAIN)) {
            Values weights = variable(network, 2, Variable.Role.WEIGHT).values();
            Values biases = variable(network, 2, Variable.Role.BIAS).values();
            for (int i = 0; i < shape.size() * shape.size(); i++) {
                weights.set(i, i / shape.size() == i % shape.size() ? 1 : 0);
            }
            IntStream.range(0, shape.size()).forEach(i -> biases.set(i, 0));
            float[] ones = new float[samples * shape.size()];
            Arrays.fill(ones, 1);
            pass.forward(ones, new SplittableRandom(6));
            return Samples.toArray(pass.logits(), ones.length);
        }
    }

    private static NetworkSpec chain(LayerSpec... layers) {
        List<LayerSpec> chain = new ArrayList<>(List.of(new LayerSpec.Conv2d(8, 3, 1, 1, true)));
        chain.addAll(List.of(layers));
        return Samples.classifier(IMAGE, CLASSES, chain);
    }

    private static Network network(NetworkSpec spec) {
        return Network.create(spec, Precision.FLOAT, new SplittableRandom(42));
    }

    private static float[] images(Network network, int samples) {
        return Samples.images(network.spec().input(), samples, new SplittableRandom(13));
    }

    private static float[] logits(Network network, Mode mode, int samples, float[] images) {
        try (Pass pass = network.forwardPass(samples, mode)) {
            return forward(pass, images, new SplittableRandom(5));
        }
    }

    private static float[] forward(Pass pass, float[] images, SplittableRandom random) {
        pass.forward(images, random);
        return copy(pass);
    }

    private static float[] copy(Pass pass) {
        float[] logits = new float[pass.batchSize() * CLASSES];
        pass.copyLogits(logits, 0);
        return logits;
    }

    private static float[] gradients(Network network) {
        float[] gradients = new float[network.parameters()];
        network.memory().gradients().values().copyTo(0, gradients, 0, gradients.length);
        return gradients;
    }

    private static Variable variable(Network network, int layer, Variable.Role role) {
        return network.variables().stream()
                .filter(variable -> variable.layer() == layer && variable.role() == role)
                .findFirst()
                .orElseThrow();
    }
}
