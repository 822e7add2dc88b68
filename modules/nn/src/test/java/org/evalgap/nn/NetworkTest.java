package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.State;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private static final Shape IMAGE = new Shape(6, 5, 2);
    private static final NetworkSpec SPEC = Samples.classifier(
            IMAGE,
            3,
            List.of(
                    new LayerSpec.Conv2d(4, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1),
                    new LayerSpec.Relu(),
                    new LayerSpec.Dropout(0.2)));

    @Test
    void countsItsParametersAndNamesItsVariables() {
        try (Network network = create()) {
            assertThat(network.parameters()).isEqualTo(3 * 3 * 2 * 4 + 4 + 4 + 4 + 6 * 5 * 4 * 3 + 3);
            assertThat(network.variables())
                    .extracting(variable ->
                            variable.layer() + " " + variable.role() + " " + Arrays.toString(variable.shape()))
                    .containsExactly(
                            "0 WEIGHT [3, 3, 2, 4]",
                            "0 BIAS [4]",
                            "1 WEIGHT [4]",
                            "1 BIAS [4]",
                            "1 RUNNING_MEAN [4]",
                            "1 RUNNING_VARIANCE [4]",
                            "5 WEIGHT [120, 3]",
                            "5 BIAS [3]");
        }
    }

    /** PyTorch's bound 1/√fanIn; of uniform values the variance is bound²/3. */
    @Test
    void drawsWeightsUniformlyWithinOneOverTheRootOfTheFanIn() {
        NetworkSpec wide = new NetworkSpec(
                new Shape(1, 1, 50),
                20,
                List.of(new LayerSpec.Conv2d(100, 1, 1, 0, true), new LayerSpec.Linear(20, true)));
        try (Network network = Network.create(wide, Precision.DOUBLE, new SplittableRandom(1))) {
            for (Variable variable : network.variables()) {
                double bound = 1 / Math.sqrt(variable.layer() == 0 ? 50 : 100);
                double[] values = Samples.toArray(variable.values(), variable.length());
                assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
                        .isBetween(0.7 * bound, bound);
                double variance =
                        Arrays.stream(values).map(v -> v * v).average().orElseThrow();
                double relativeError = 2.0 / Math.sqrt(values.length);
                assertThat(variance).isCloseTo(bound * bound / 3, within(bound * bound * relativeError));
            }
        }
    }

    @Test
    void startsNormsAsTheIdentity() {
        try (Network network = create()) {
            assertThat(network.variables().stream()
                            .filter(variable -> variable.layer() == 1)
                            .map(variable -> variable.values().get(2)))
                    .containsExactly(1.0, 0.0, 0.0, 1.0);
        }
    }

    @Test
    void theSameSeedMakesTheSameNetwork() {
        try (Network one = create();
                Network same = create();
                Network other = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(2))) {
            assertThat(same.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
        }
    }

    @Test
    void restoresWhatItSaved() {
        try (Network network = create();
                Pass pass = network.trainingPass(4, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0.9, false, 0)) {
            step(pass, sgd);
            State saved = network.state();
            long fingerprint = network.fingerprint();
            step(pass, sgd);
            step(pass, sgd);
            assertThat(network.fingerprint()).isNotEqualTo(fingerprint);
            network.restore(saved);
            assertThat(network.fingerprint()).isEqualTo(fingerprint);
            assertThat(network.state().values()).isEqualTo(saved.values());
            assertThat(network.runningStatistics().get(0).batches()).isEqualTo(1);
        }
    }

    @Test
    void refusesTheStateOfAnotherNetwork() {
        NetworkSpec other = Samples.classifier(IMAGE, 3, List.of());
        try (Network network = create();
                Network small = Network.create(other, Precision.FLOAT, new SplittableRandom(1))) {
            assertThatThrownBy(() -> network.restore(small.state()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "cannot restore a state of 183 values and 0 batch counters into a network of 455 and 1");
        }
    }

    /** Any bit of any value counts, alone and together: signs are the bits that a weak hash loses. */
    @Test
    void aFingerprintSeesEveryChange() {
        try (Network network = create()) {
            long before = network.fingerprint();
            Values weights = network.variables().get(0).values();
            double first = weights.get(0);
            double second = weights.get(1);
            weights.set(0, -first);
            assertThat(network.fingerprint()).isNotEqualTo(before);
            weights.set(1, -second);
            assertThat(network.fingerprint()).isNotEqualTo(before);
            weights.set(0, second);
            weights.set(1, first);
            assertThat(network.fingerprint()).isNotEqualTo(before);
            weights.set(0, first);
            weights.set(1, Math.nextUp((float) second));
            assertThat(network.fingerprint()).isNotEqualTo(before);
            weights.set(1, second);
            assertThat(network.fingerprint()).isEqualTo(before);
            network.restore(new State(network.state().values(), new long[] {1}));
            assertThat(network.fingerprint()).isNotEqualTo(before);
        }
    }

    @Test
    void aNetworkWithoutParametersIsANetwork() {
        NetworkSpec spec = new NetworkSpec(new Shape(2, 2, 3), 3, List.of(new LayerSpec.GlobalAvgPool()));
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(1));
                Pass pass = network.trainingPass(1, Mode.TRAIN);
                Sgd sgd = new Sgd(network, 0.9, true, 0.1)) {
            pass.forward(new float[] {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}, null);
            assertThat(pass.loss(new byte[] {2})).isCloseTo(Math.log(1 + Math.exp(-1) + Math.exp(-2)), within(1e-6));
            pass.backward();
            sgd.step(0.1);
            assertThat(network.parameters()).isZero();
            assertThat(network.state().values()).isEmpty();
        }
    }

    @Test
    void refusesBatchesThatCannotBe() {
        NetworkSpec features = Samples.classifier(Shape.features(4), 3, List.of(new LayerSpec.BatchNorm(0.1)));
        NetworkSpec ghosts =
                Samples.classifier(Shape.features(4), 3, List.of(new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)));
        try (Network network = Network.create(features, Precision.FLOAT, new SplittableRandom(1));
                Network ghost = Network.create(ghosts, Precision.FLOAT, new SplittableRandom(1))) {
            assertThatThrownBy(() -> network.trainingPass(0, Mode.TRAIN))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("batch-size: expected an integer of at least 1, received 0");
            String oneValue = "batch-size: expected more than 1 value per channel for BatchNorm, received 1";
            assertThatThrownBy(() -> network.trainingPass(1, Mode.TRAIN)).hasMessage(oneValue);
            assertThatThrownBy(() -> network.forwardPass(1, Mode.TRAIN)).hasMessage(oneValue);
            assertThatThrownBy(() -> ghost.trainingPass(5, Mode.TRAIN))
                    .as("the last ghost batch has one sample")
                    .hasMessage(oneValue);
            network.forwardPass(1, Mode.EVAL).close();
            ghost.trainingPass(4, Mode.TRAIN).close();
        }
    }

    @Test
    void refusesWhatAPassCannotDo() {
        try (Network network = create();
                Pass forward = network.forwardPass(2, Mode.TRAIN);
                Pass training = network.trainingPass(2, Mode.TRAIN)) {
            float[] images = Samples.images(IMAGE, 2, new SplittableRandom(1));
            assertThatThrownBy(() -> forward.forward(images, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this pass drops units: it needs a random generator");
            assertThatThrownBy(forward::backward)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a forward pass has no gradient: compile a training pass");
            training.forward(images, new SplittableRandom(1));
            assertThatThrownBy(() -> training.loss(new byte[] {2, 3}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("label of image 1: expected a class below 3, received 3");
            assertThatThrownBy(() -> network.variables().get(4).gradientValues())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("RUNNING_MEAN of layer 1 is not trained and has no gradient");
        }
    }

    @Test
    void nothingRunsOnFreedMemory() {
        Network network = create();
        Pass pass = network.trainingPass(2, Mode.EVAL);
        Pass closed = network.trainingPass(2, Mode.EVAL);
        float[] images = Samples.images(IMAGE, 2, new SplittableRandom(1));
        closed.close();
        assertThatThrownBy(() -> closed.forward(images, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this pass is closed: its memory is freed");
        assertThatThrownBy(closed::logits).hasMessage("this pass is closed: its memory is freed");
        assertThatThrownBy(closed::backward).hasMessage("this pass is closed: its memory is freed");
        network.close();
        network.close();
        String gone = "this network is closed: its memory is freed";
        assertThatThrownBy(() -> pass.forward(images, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(gone);
        assertThatThrownBy(pass::backward).hasMessage(gone);
        assertThatThrownBy(() -> pass.loss(new byte[2])).hasMessage(gone);
        assertThatThrownBy(pass::updateRunningStatistics).hasMessage(gone);
        assertThatThrownBy(network::state).hasMessage(gone);
        assertThatThrownBy(network::fingerprint).hasMessage(gone);
        assertThatThrownBy(() -> network.trainingPass(2, Mode.EVAL)).hasMessage(gone);
        assertThatThrownBy(() -> network.variables().get(0).values()).hasMessage(gone);
        assertThatThrownBy(() -> network.runningStatistics().get(0).mean(0)).hasMessage(gone);
        pass.close();
    }

    private static Network create() {
        return Network.create(SPEC, Precision.FLOAT, new SplittableRandom(1));
    }

    private static void step(Pass pass, Sgd sgd) {
        SplittableRandom random = new SplittableRandom(3);
        pass.forward(Samples.images(IMAGE, 4, random), random);
        pass.loss(Samples.labels(3, 4, random));
        pass.backward();
        pass.updateRunningStatistics();
        sgd.step(0.1);
    }
}
