package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.ResNet;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.State;
import org.evalgap.nn.state.Variable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The engine against PyTorch's own numbers. {@code -Dreference.dir=DIR} runs any other directory of cases. */
class ReferenceCasesTest {

    private static final double TOLERANCE = 1e-4;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException, URISyntaxException {
        String given = System.getProperty("reference.dir");
        Path directory = given == null
                ? Path.of(ReferenceCasesTest.class.getResource("/reference").toURI())
                : Path.of(given);
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).as("cases in " + directory).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> new Replay(ReferenceCase.read(file)).run()));
    }

    @Test
    void theResidualCaseIsTheNetworkOfStudies() throws URISyntaxException {
        ReferenceCase reference = ReferenceCase.read(Path.of(ReferenceCasesTest.class
                .getResource("/reference/resnet8_bn_batch16.json")
                .toURI()));
        NormSpec norm =
                new LayerSpec.BatchNorm(LayerSpec.BatchNorm.DEFAULT_MOMENTUM, false, LayerSpec.DEFAULT_EPSILON, 0);
        NetworkSpec resNet = new ResNet(8, 8, Optional.of(norm), Optional.empty())
                .spec(reference.spec().input(), reference.spec().classes());
        // PyTorch's linear layer needs the pooled image flattened.
        assertThat(reference.spec().layers().stream()
                        .filter(layer -> !(layer instanceof LayerSpec.Flatten))
                        .toList())
                .isEqualTo(resNet.layers());
    }

    /** Trains the case's network on the case's batches and compares on the way. */
    private static final class Replay {
        private final ReferenceCase reference;
        private final int batchSize;
        private final int steps;

        Replay(ReferenceCase reference) {
            this.reference = reference;
            batchSize = reference.integer("batch_size");
            steps = reference.integer("steps");
        }

        void run() {
            try (Network network = Network.create(reference.spec(), Precision.FLOAT, new SplittableRandom(1))) {
                load(network, "init");
                State averaged = train(network);
                compareState(network, "final");
                compareLogits(network, Mode.EVAL, "logits_eval");
                compareLogits(network, new Mode(Mode.Statistics.BATCH, false), "logits_batch_stats");
                State trained = network.state();
                if (reference.has("logits_ema")) {
                    network.restore(averaged);
                    compareState(network, "ema");
                    compareLogits(network, Mode.EVAL, "logits_ema");
                    network.restore(trained);
                }
                if (reference.has("logits_recalibrated")) {
                    recalibrate(network);
                    compareLogits(network, Mode.EVAL, "logits_recalibrated");
                }
            }
        }

        private State train(Network network) {
            float[] images = reference.images("train_x");
            byte[] labels = reference.labels("train_y");
            double[] losses = reference.values("loss");
            try (ExponentialAverage average = new ExponentialAverage(network, reference.number("ema_decay"));
                    Pass pass = network.trainingPass(batchSize, Mode.TRAIN);
                    Sgd sgd = new Sgd(
                            network,
                            reference.number("momentum"),
                            reference.flag("nesterov"),
                            reference.number("weight_decay"))) {
                for (int step = 0; step < steps; step++) {
                    pass.forward(batch(images, step), null);
                    double loss = pass.loss(Arrays.copyOfRange(labels, step * batchSize, (step + 1) * batchSize));
                    assertThat(relative(loss, losses[step], Math.abs(losses[step])))
                            .as("loss of step %d: %s against %s", step, loss, losses[step])
                            .isLessThan(TOLERANCE);
                    pass.backward();
                    if (step == 0) {
                        compareGradients(network);
                    }
                    pass.updateRunningStatistics();
                    sgd.step(reference.number("learning_rate"));
                    average.update();
                }
                return average.state(ExponentialAverage.Part.ALL);
            }
        }

        private void recalibrate(Network network) {
            float[] images = reference.images("train_x");
            Recalibration recalibration = new Recalibration(network);
            try (Pass pass = network.forwardPass(batchSize, Mode.TRAIN)) {
                for (int step = 0; step < steps; step++) {
                    pass.forward(batch(images, step), null);
                    recalibration.add(pass);
                }
            }
            recalibration.apply(Recalibration.Estimator.CUMULATIVE);
            network.variables().stream()
                    .filter(variable -> !variable.role().trainable())
                    .forEach(variable -> compare("recalibrated", variable, variable.values()));
        }

        private float[] batch(float[] images, int step) {
            int size = batchSize * reference.spec().input().size();
            return Arrays.copyOfRange(images, step * size, (step + 1) * size);
        }

        private void load(Network network, String prefix) {
            for (Variable variable : network.variables()) {
                double[] values = reference.layOut(prefix, variable);
                for (int i = 0; i < values.length; i++) {
                    variable.values().set(i, values[i]);
                }
            }
        }

        private void compareState(Network network, String prefix) {
            network.variables().forEach(variable -> compare(prefix, variable, variable.values()));
        }

        /** A bias ahead of a BatchNorm has gradient 0 up to rounding: the scale is that of the whole gradient. */
        private void compareGradients(Network network) {
            List<Variable> trained = network.variables().stream()
                    .filter(variable -> variable.role().trainable())
                    .toList();
            double scale = trained.stream()
                    .mapToDouble(variable -> largest(reference.layOut("grad0", variable)))
                    .max()
                    .orElseThrow();
            for (Variable variable : trained) {
                compare(
                        "grad0 " + ReferenceCase.name(variable),
                        variable.gradientValues(),
                        reference.layOut("grad0", variable),
                        scale);
            }
        }

        private void compare(String prefix, Variable variable, Values actual) {
            double[] expected = reference.layOut(prefix, variable);
            assertThat(variable.length())
                    .as(prefix + " " + ReferenceCase.name(variable))
                    .isEqualTo(expected.length);
            compare(prefix + " " + ReferenceCase.name(variable), actual, expected, largest(expected));
        }

        private void compareLogits(Network network, Mode mode, String key) {
            double[] expected = reference.values(key);
            int images = expected.length / reference.spec().classes();
            try (Pass pass = network.forwardPass(images, mode)) {
                pass.forward(reference.images("eval_x"), null);
                compare(key, pass.logits(), expected, largest(expected));
            }
        }

        private static void compare(String what, Values actual, double[] expected, double scale) {
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                worst = Math.max(worst, relative(actual.get(i), expected[i], scale));
            }
            assertThat(worst)
                    .as(what + ": largest difference, relative to " + scale)
                    .isLessThan(TOLERANCE);
        }

        private static double largest(double[] values) {
            return Arrays.stream(values).map(Math::abs).max().orElseThrow();
        }

        private static double relative(double actual, double expected, double scale) {
            return Double.isNaN(actual) ? Double.POSITIVE_INFINITY : Math.abs(actual - expected) / scale;
        }
    }
}
