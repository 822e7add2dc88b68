package org.evalgap.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * torchvision's networks at 224 × 224 against PyTorch itself, and copies of checkpoints in PyTorch itself. {@code
 * -Dpython=COMMAND} is a Python with torch, torchvision and onnx.
 */
@Tag("pytorch")
class PyTorchTest {

    private static final double TOLERANCE = 1e-3;

    private static final Shape IMAGE = new Shape(224, 224, 3);

    @TempDir
    private static Path folder;

    @BeforeAll
    static void export() throws IOException, InterruptedException {
        python("export_models.py");
    }

    private static List<String> python(String script) throws IOException, InterruptedException {
        File output = folder.resolve(script + ".out").toFile();
        Process process = new ProcessBuilder(
                        System.getProperty("python", "python3"), "src/test/python/" + script, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output.toPath());
        assertThat(code).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    private static Path beside(Path model, String ending) {
        return model.resolveSibling(model.getFileName().toString().replace(".onnx", ending));
    }

    @TestFactory
    Stream<DynamicTest> logitsOfEvalModeAgree() throws IOException {
        assertThat(models()).hasSize(11);
        return models().stream()
                .map(model -> DynamicTest.dynamicTest(model.getFileName().toString(), () -> compare(model)));
    }

    private static void compare(Path file) throws IOException {
        float[] expected = floats(beside(file, ".logits.f32"));
        ImportedModel imported = ImportedModel.of(
                OnnxModel.open(file), Checkpoint.open(beside(file, ".pt")), Optional.empty(), Optional.empty());
        try (Network network = Network.create(imported.spec(), Precision.FLOAT, new SplittableRandom(1))) {
            network.stateDictionary().load(imported.values());
            float[] logits = new float[expected.length];
            try (Pass pass = network.forwardPass(2, Mode.EVAL)) {
                pass.forward(channelsLast(floats(beside(file, ".input.f32"))), null);
                pass.copyLogits(logits, 0);
            }
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(expected[i] - logits[i]));
            }
            assertThat(logits[0]).isNotNaN();
            assertThat(difference / largest).isLessThan(TOLERANCE);
        }
    }

    private static float[] floats(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static float[] channelsLast(float[] images) {
        float[] result = new float[images.length];
        for (int i = 0; i < images.length; i++) {
            int within = i % IMAGE.size();
            result[i - within + within % IMAGE.pixels() * IMAGE.channels() + within / IMAGE.pixels()] = images[i];
        }
        return result;
    }

    @Test
    void pyTorchLoadsCopiesStrictlyAndFindsWhatChanged() throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        for (Path model : models()) {
            Checkpoint checkpoint = Checkpoint.open(beside(model, ".pt"));
            StateDict state = checkpoint.stateDicts().get(0);
            String changed = state.tensors().keySet().stream()
                    .filter(name -> name.endsWith("running_var"))
                    .reduce((first, last) -> last)
                    .orElse(state.tensors().keySet().iterator().next());
            double[] values = new double[state.tensors().get(changed).length()];
            Arrays.fill(values, 2.5);
            checkpoint.writeCopy(beside(model, ".copy.pt"), state, Map.of(changed, values));
            expected.add(beside(model, "").getFileName() + " 1 " + changed);
        }
        assertThat(python("load_copies.py")).containsExactlyElementsOf(expected);
    }
}
