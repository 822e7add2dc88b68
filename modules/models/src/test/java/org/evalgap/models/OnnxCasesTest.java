package org.evalgap.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Sgd;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.kernel.Values;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.StateDictionary;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks that PyTorch exported, read from each of their files, against PyTorch's own numbers. {@code
 * -Dreference.onnx.dir=DIR} runs any other directory of cases, {@code -Dreference.onnx.precision=DOUBLE} cases whose
 * numbers are those of {@code model.double()}: some networks multiply the rounding of floats beyond the tolerance.
 */
class OnnxCasesTest {

    private static final double TOLERANCE = 1e-4;

    private static final Precision PRECISION =
            Precision.valueOf(System.getProperty("reference.onnx.precision", "FLOAT"));

    private static final Mode TRAIN_WITHOUT_DROPOUT = new Mode(Mode.Statistics.BATCH, false);

    @TempDir
    private Path scratch;

    /** One way to get at a case's network. */
    private interface Source {
        ImportedModel read(OnnxCase reference) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException, URISyntaxException {
        String given = System.getProperty("reference.onnx.dir");
        Path directory = given == null
                ? Path.of(OnnxCasesTest.class.getResource("/reference-onnx").toURI())
                : Path.of(given);
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).as("cases in " + directory).isNotEmpty();
        return files.stream()
                .flatMap(file -> sources(file).entrySet().stream()
                        .map(source -> DynamicTest.dynamicTest(
                                file.getFileName().toString().replace(".json", "") + " from " + source.getKey(),
                                () -> replay(OnnxCase.read(file), source.getValue()))));
    }

    private Map<String, Source> sources(Path json) {
        Map<String, Source> sources = new LinkedHashMap<>();
        sources.put("eval.onnx", reference -> onnx(reference, ".eval.onnx"));
        sources.put("eval.onnx with pt", reference -> withCheckpoint(reference, ".eval.onnx", reference.file(".pt")));
        sources.put("eval.onnx with safetensors", this::withSafetensors);
        // Some networks have no export in TRAINING mode.
        if (Files.exists(Path.of(json.toString().replaceFirst("\\.json$", ".training.onnx")))) {
            sources.put("training.onnx", OnnxCasesTest::training);
            sources.put(
                    "training.onnx with pt",
                    reference -> withCheckpoint(reference, ".training.onnx", reference.file(".pt")));
        }
        return sources;
    }

    private static ImportedModel onnx(OnnxCase reference, String ending) {
        return ImportedModel.of(OnnxModel.open(reference.file(ending)), Optional.empty());
    }

    /**
     * An export in TRAINING mode runs the model once, which moves its running statistics: those of the other file are
     * PyTorch's.
     */
    private static ImportedModel training(OnnxCase reference) {
        ImportedModel training = onnx(reference, ".training.onnx");
        Map<String, float[]> values = new LinkedHashMap<>(training.values());
        onnx(reference, ".eval.onnx").values().forEach((name, statistics) -> {
            if (name.contains("running_")) {
                values.put(name, statistics);
            }
        });
        return new ImportedModel(training.spec(), values, training.state(), training.notes());
    }

    private static ImportedModel withCheckpoint(OnnxCase reference, String ending, Path checkpoint) {
        Checkpoint weights = Checkpoint.open(checkpoint);
        return ImportedModel.of(OnnxModel.open(reference.file(ending)), weights, Optional.empty(), Optional.empty());
    }

    private ImportedModel withSafetensors(OnnxCase reference) throws IOException {
        Path file = Files.createTempFile(scratch, reference.name(), ".safetensors");
        SafetensorsCheckpoint.write(
                file, Checkpoint.open(reference.file(".pt")).stateDicts().get(0).tensors());
        return withCheckpoint(reference, ".eval.onnx", file);
    }

    private static void replay(OnnxCase reference, Source source) throws IOException {
        ImportedModel model = source.read(reference);
        try (Network network = Network.create(model.spec(), PRECISION, new SplittableRandom(1))) {
            network.stateDictionary().load(model.values());
            compareLogits(network, Mode.EVAL, reference, "logits_eval");
            compareLogits(network, TRAIN_WITHOUT_DROPOUT, reference, "logits_train");
            train(network, reference);
            compareState(network.stateDictionary(), reference);
        }
    }

    private static void train(Network network, OnnxCase reference) {
        try (Pass pass = network.trainingPass(reference.labels().length, TRAIN_WITHOUT_DROPOUT);
                Sgd sgd = new Sgd(network, reference.setting("momentum"), false, reference.setting("weight_decay"))) {
            for (int step = 0; step < reference.steps(); step++) {
                pass.forward(reference.images(), null);
                double loss = reference.numbers().values("loss_" + step)[0];
                compare(
                        "loss of step " + step,
                        new double[] {pass.loss(reference.labels())},
                        new double[] {loss},
                        loss);
                pass.backward();
                if (step == 0) {
                    compareGradients(network.stateDictionary(), reference);
                }
                pass.updateRunningStatistics();
                sgd.step(reference.setting("learning_rate"));
            }
        }
    }

    private static void compareLogits(Network network, Mode mode, OnnxCase reference, String key) {
        double[] expected = reference.numbers().values(key);
        try (Pass pass = network.forwardPass(reference.labels().length, mode)) {
            pass.forward(reference.images(), null);
            Values logits = pass.logits();
            double[] actual = new double[expected.length];
            Arrays.setAll(actual, logits::get);
            compare(key, actual, expected, largest(expected));
        }
    }

    /** A bias ahead of a BatchNorm has gradient 0 up to rounding: the scale is that of the whole gradient. */
    private static void compareGradients(StateDictionary state, OnnxCase reference) {
        double scale = state.parameters().stream()
                .mapToDouble(name -> largest(reference.numbers().values("grad__" + name)))
                .max()
                .orElseThrow();
        for (String name : state.parameters()) {
            compare(
                    "gradient of " + name,
                    doubles(state.gradient(name)),
                    reference.numbers().values("grad__" + name),
                    scale);
        }
    }

    private static void compareState(StateDictionary state, OnnxCase reference) {
        for (String name : state.names()) {
            if (!name.endsWith("num_batches_tracked")) {
                double[] expected = reference.numbers().values("after__" + name);
                compare(name + " after training", doubles(state.get(name)), expected, largest(expected));
            }
        }
        assertThat(state.parameters())
                .as("trained parameters")
                .containsExactlyInAnyOrderElementsOf(reference.numbers().names().stream()
                        .filter(name -> name.startsWith("grad__"))
                        .map(name -> name.substring("grad__".length()))
                        .toList());
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static void compare(String what, double[] actual, double[] expected, double scale) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]) / scale;
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        assertThat(worst)
                .as(what + ": largest difference, relative to " + scale)
                .isLessThan(TOLERANCE);
    }
}
