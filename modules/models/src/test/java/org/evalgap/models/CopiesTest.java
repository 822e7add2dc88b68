package org.evalgap.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evalgap.models.TestFiles.floats;
import static org.evalgap.models.TestFiles.network;
import static org.evalgap.models.TestFiles.node;
import static org.evalgap.models.TestFiles.onnx;
import static org.evalgap.models.TestFiles.torch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.evalgap.models.tensor.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy differs from its file in what was changed, and in nothing else. */
class CopiesTest {

    private static final double[] CHANGED = {1, -2, 3, -4, 5, -6, 7, -8};

    @TempDir
    private Path folder;

    private static Path reference(String file) throws URISyntaxException {
        return Path.of(CopiesTest.class.getResource("/reference-onnx/" + file).toURI());
    }

    private Path copy(Checkpoint checkpoint, StateDict state, Map<String, double[]> values) {
        Path copy = folder.resolve("copy");
        checkpoint.writeCopy(copy, state, values);
        return copy;
    }

    private static double[] values(StateDict state, String name) {
        TensorData tensor = state.tensors().get(name);
        double[] values = new double[tensor.length()];
        Arrays.setAll(values, tensor::get);
        return values;
    }

    private static void assertOnlyChanged(StateDict before, StateDict after, Map<String, double[]> changes) {
        assertThat(after.tensors().keySet())
                .containsExactlyElementsOf(before.tensors().keySet());
        before.tensors()
                .keySet()
                .forEach(name -> assertThat(values(after, name))
                        .as(name)
                        .containsExactly(changes.getOrDefault(name, values(before, name))));
    }

    /** Contents by name, each with the checksum the archive says. */
    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                CRC32 checksum = new CRC32();
                checksum.update(bytes);
                assertThat(checksum.getValue()).as(entry.getName()).isEqualTo(entry.getCrc());
                entries.put(entry.getName(), bytes);
            }
        }
        return entries;
    }

    @Test
    void anArchiveOfTorchKeepsEveryOtherEntryAndPlace() throws IOException, URISyntaxException {
        Path file = reference("mixed.pt");
        Checkpoint checkpoint = Checkpoint.open(file);
        StateDict state = checkpoint.stateDicts().get(0);
        Map<String, double[]> changes =
                Map.of("n1.running_mean", CHANGED, "n1.num_batches_tracked", new double[] {1234567890123.0});
        Path copy = copy(checkpoint, state, changes);

        assertOnlyChanged(state, Checkpoint.open(copy).stateDicts().get(0), changes);
        Map<String, byte[]> before = entries(file);
        Map<String, byte[]> after = entries(copy);
        assertThat(after.keySet()).containsExactlyElementsOf(before.keySet());
        before.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), after.get(entry.getKey())));
        assertThat(before).hasSize(2);
        assertThat(Files.size(copy)).isEqualTo(Files.size(file));
    }

    @Test
    void aNestedStateBehindAPrefixIsChangedInItsPlace() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("epoch", 3);
        content.put("state_dict", Map.of("module.w", PickleWriter.Tensor.vector("0", 2)));
        content.put("model_ema", Map.of("module.w", PickleWriter.Tensor.vector("1", 2)));
        content.put("optimizer", Map.of("state", Map.of("w", PickleWriter.Tensor.vector("2", 2))));
        Path file = torch(
                folder.resolve("model.pt"), content, Map.of("0", floats(1, 2), "1", floats(3, 4), "2", floats(5, 6)));
        Checkpoint checkpoint = Checkpoint.open(file);
        assertThat(checkpoint.stateDicts().stream().map(StateDict::description))
                .containsExactly(
                        "'state_dict' without the prefix 'module.'", "'model_ema' without the prefix 'module.'");

        Map<String, double[]> changes = Map.of("w", new double[] {7, 8});
        Path copy = copy(checkpoint, checkpoint.stateDicts().get(1), changes);
        List<StateDict> after = Checkpoint.open(copy).stateDicts();
        assertThat(values(after.get(0), "w")).containsExactly(1, 2);
        assertThat(values(after.get(1), "w")).containsExactly(7, 8);
        assertThat(entries(copy)).containsEntry("model/data/2", floats(5, 6));
    }

    @Test
    void stridedAndHalfTensorsKeepTheirLayoutAndType() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("t", new PickleWriter.Tensor("FloatStorage", "0", 6, 0, List.of(2L, 3L), List.of(1L, 2L)));
        content.put("h", new PickleWriter.Tensor("HalfStorage", "1", 2, 0, List.of(2L), List.of(1L)));
        content.put("b", new PickleWriter.Tensor("BFloat16Storage", "2", 2, 0, List.of(2L), List.of(1L)));
        Path file = torch(
                folder.resolve("model.pt"),
                content,
                Map.of("0", floats(0, 1, 2, 3, 4, 5), "1", new byte[4], "2", new byte[4]));
        Checkpoint checkpoint = Checkpoint.open(file);
        StateDict state = checkpoint.stateDicts().get(0);
        assertThat(values(state, "t")).containsExactly(0, 2, 4, 1, 3, 5);

        Path copy = copy(
                checkpoint,
                state,
                Map.of(
                        "t", new double[] {0, 20, 40, 10, 30, 50},
                        "h", new double[] {0.1, -65504},
                        "b", new double[] {1.00390625, 3}));
        assertThat(entries(copy)).containsEntry("model/data/0", floats(0, 10, 20, 30, 40, 50));
        StateDict after = Checkpoint.open(copy).stateDicts().get(0);
        assertThat(values(after, "h")).containsExactly(0.0999755859375, -65504);
        assertThat(values(after, "b")).containsExactly(1, 3);
    }

    @Test
    void safetensorsDifferInTheTensorsBytesAlone() throws IOException, URISyntaxException {
        Path file = folder.resolve("model.safetensors");
        StateDict original = Checkpoint.open(reference("mixed.pt")).stateDicts().get(0);
        SafetensorsCheckpoint.write(file, original.tensors());
        Checkpoint checkpoint = Checkpoint.open(file);
        StateDict state = checkpoint.stateDicts().get(0);
        assertOnlyChanged(original, state, Map.of());

        Map<String, double[]> changes = Map.of("n1.running_var", new double[] {1, 2, 3, 4, 5, 6, 7, 8});
        Path copy = copy(checkpoint, state, changes);
        assertOnlyChanged(state, Checkpoint.open(copy).stateDicts().get(0), changes);
        byte[] before = Files.readAllBytes(file);
        byte[] after = Files.readAllBytes(copy);
        assertThat(after).hasSameSizeAs(before);
        TreeSet<Integer> differing = new TreeSet<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i]) {
                differing.add(i);
            }
        }
        assertThat(differing.last() - differing.first()).isLessThan(8 * Float.BYTES);
    }

    @Test
    void onnxKeepsTheGraphAndOtherInitializers() throws IOException, URISyntaxException {
        OnnxModel model = OnnxModel.open(reference("mixed.eval.onnx"));
        StateDict state = model.stateDicts().get(0);
        Map<String, double[]> changes = Map.of("n1.running_mean", CHANGED);
        OnnxModel after = OnnxModel.open(copy(model, state, changes));

        assertOnlyChanged(state, after.stateDicts().get(0), changes);
        assertThat(after.graph().getNodeList()).isEqualTo(model.graph().getNodeList());
    }

    @Test
    void parametersThatShareATensorPartWhenOneChanges() throws IOException {
        Path file = onnx(
                folder.resolve("model.onnx"),
                network()
                        .addNode(0, node("Identity", "bn2.weight", "bn.weight"))
                        .addNode(1, node("Identity", "bn3.weight", "bn.weight")));
        OnnxModel model = OnnxModel.open(file);
        StateDict state = model.stateDicts().get(0);

        OnnxModel one = OnnxModel.open(copy(model, state, Map.of("bn2.weight", new double[] {5})));
        assertThat(values(one.stateDicts().get(0), "bn.weight")).containsExactly(1);
        assertThat(values(one.stateDicts().get(0), "bn2.weight")).containsExactly(5);
        assertThat(values(one.stateDicts().get(0), "bn3.weight")).containsExactly(1);

        OnnxModel source = OnnxModel.open(copy(model, state, Map.of("bn.weight", new double[] {7})));
        assertThat(values(source.stateDicts().get(0), "bn.weight")).containsExactly(7);
        assertThat(values(source.stateDicts().get(0), "bn2.weight")).containsExactly(1);
    }

    @Test
    void externalDataIsReadFromTheModelsFolderAndCopiedAlong() throws IOException {
        Files.write(folder.resolve("weights.bin"), floats(9, 8, 7));
        Path file = onnx(
                folder.resolve("model.onnx"),
                network().addInitializer(TestFiles.external("extra", "weights.bin", 4, 4)));
        OnnxModel model = OnnxModel.open(file);
        StateDict state = model.stateDicts().get(0);
        assertThat(values(state, "extra")).containsExactly(8);

        Path target = folder.resolve("elsewhere/copy.onnx");
        model.writeCopy(target, state, Map.of("bn.weight", new double[] {3}));
        StateDict after = OnnxModel.open(target).stateDicts().get(0);
        assertThat(values(after, "extra")).containsExactly(8);
        assertThat(values(after, "bn.weight")).containsExactly(3);
    }
}
