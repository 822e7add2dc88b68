package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evalgap.models.TestFiles.graph;
import static org.evalgap.models.TestFiles.node;
import static org.evalgap.models.TestFiles.tensor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import onnx.Onnx;
import org.evalgap.models.TestFiles;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of a study that are files of others. */
class OnnxNetworkTest {

    private static final Shape IMAGE = new Shape(8, 8, 2);

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TestFiles.onnx(folder.resolve("model.onnx"), TestFiles.classifier(2, 8, 3));
    }

    private static Study study(Path file, String more) {
        return Studies.study("""
                study {
                  name = own, replicates = 1
                  dataset { kind = synthetic, height = 8, width = 8, channels = 2, classes = 3, train-per-class = 8, test-per-class = 8 }
                  trial { network { kind = onnx, file = "%s" %s }, training.batch-size = 4 }
                }
                """.formatted(file, more));
    }

    private static NetworkConfig network(Path file, String more) {
        Study study = study(file, more);
        return study.trial(study.cells().grid().cell(0)).network();
    }

    private static Training training(Study study) {
        return Plan.of(study, study.dataset().facts().orElseThrow(), "images", "1", CostModel.DEFAULT, id -> false)
                .trainings()
                .get(0);
    }

    private static String id(Path file, String more) {
        return training(study(file, more)).trials().get(0).id();
    }

    private List<Operator> operators(String more) {
        return ((Graph) network(model, more).spec(IMAGE, 3).layers().get(0))
                .nodes().stream().map(Node::operator).toList();
    }

    @Test
    void itsTrialsAreNamedByWhatIsInTheFile() throws IOException {
        Path copy = Files.copy(model, folder.resolve("copy.onnx"));
        Onnx.GraphProto.Builder other = TestFiles.classifier(2, 8, 3);
        other.setInitializer(1, tensor("conv.bias", new float[] {1, 2, 3, 4}, 4));
        Path changed = TestFiles.onnx(folder.resolve("changed.onnx"), other);
        assertThat(id(copy, "")).isEqualTo(id(model, ""));
        assertThat(id(changed, "")).isNotEqualTo(id(model, ""));
        assertThat(id(model, ", weights = file")).isNotEqualTo(id(model, ""));
        assertThat(id(model, ", dropout = 0.5")).isNotEqualTo(id(model, ""));
    }

    @Test
    void whatIsWrittenOfItReadsAsTheSame() {
        Study study = study(model, ", weights = file, normalization = group, groups = 2, dropout = 0.25");
        TrialConfig trial = study.trial(study.cells().grid().cell(0));
        Study read = Studies.study("study { name = read, trial = " + TrialSettings.json(trial)
                + ", dataset { kind = synthetic, height = 8, width = 8, channels = 2, classes = 3 } }");
        assertThat(read.trial(read.cells().grid().cell(0))).isEqualTo(trial);
    }

    @Test
    void itsNormsAndDropoutAreReplaced() throws IOException {
        Onnx.GraphProto.Builder graph = TestFiles.classifier(2, 8, 3);
        graph.setNode(1, graph.getNode(1).toBuilder().addAttribute(epsilon(0.25f)));
        TestFiles.onnx(model, graph);
        assertThat(operators(""))
                .contains(new LayerSpec.BatchNorm(0.1, false, 0.25, 0))
                .hasSize(5);
        assertThat(operators(", normalization = batch, batch-norm-momentum = 0.5"))
                .contains(new LayerSpec.BatchNorm(0.5, false, 0.25, 0));
        assertThat(operators(", normalization = group, groups = 2")).contains(new LayerSpec.GroupNorm(2, 0.25));
        assertThat(operators(", normalization = layer")).contains(new LayerSpec.LayerNorm(0.25));
        assertThat(operators(", normalization = none"))
                .contains(new Rearrangement.Identity())
                .noneMatch(operator -> operator instanceof LayerSpec.BatchNorm);
        List<Operator> dropping = operators(", dropout = 0.5");
        assertThat(dropping).hasSize(6);
        assertThat(dropping.get(4)).isEqualTo(new LayerSpec.Dropout(0.5));
    }

    private static Onnx.AttributeProto epsilon(float value) {
        return Onnx.AttributeProto.newBuilder()
                .setName("epsilon")
                .setType(Onnx.AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    @Test
    void theExampleRunsOnWhatTheRepositoryHolds() {
        Path conf = Path.of("../../conf");
        Study study = StudyReader.read(
                conf.resolve("own-model.conf"),
                "",
                "study.trial.network.file = \"" + conf.resolve("own-model.onnx") + "\"");
        assertThat(study.cells().size()).isGreaterThan(1);
        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).network().normalizationLabel()))
                .contains(Optional.of("batch"), Optional.of("group"));
    }

    @Test
    void itCrossesToExecutorsWithWhatTheyNeed() throws IOException, ClassNotFoundException {
        NetworkConfig initial = network(model, "");
        NetworkConfig trained = network(model, ", weights = file");
        Files.delete(model);
        assertThat(sent(initial)).isEqualTo(initial).isNotEqualTo(trained);
        assertThat(sent(initial).start()).isEmpty();
        assertThat(sent(initial).spec(IMAGE, 3)).isEqualTo(initial.spec(IMAGE, 3));
        assertThat(sent(trained).start())
                .containsKeys("conv.weight", "bn.running_var")
                .containsEntry("bn.running_mean", trained.start().get("bn.running_mean"));
    }

    private static NetworkConfig sent(NetworkConfig network) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(network);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (NetworkConfig) in.readObject();
        }
    }

    @Test
    void itsCostIsThatOfTheSameLayers() {
        Training own = training(Studies.study("""
                study {
                  name = same, replicates = 1
                  dataset { kind = synthetic, height = 8, width = 8, channels = 2, classes = 3, train-per-class = 8, test-per-class = 8 }
                  trial { network.kind = layers, training.batch-size = 4, network.layers = [
                    { kind = conv2d, channels = 4 }, batch-norm, relu, global-avg-pool, { kind = linear, features = 3 } ] }
                }
                """));
        Training imported = training(study(model, ""));
        assertThat(imported.predictedSeconds()).isEqualTo(own.predictedSeconds());
        assertThat(imported.predictedBytes()).isEqualTo(own.predictedBytes());
    }

    @Test
    void whatCannotBeUsedIsToldInOneSentence() throws IOException {
        refuses(
                folder.resolve("none.onnx"),
                "",
                "file: expected a model's file in ONNX, received " + folder.resolve("none.onnx")
                        + ", where there is nothing");
        refuses(folder, "", "file: expected a model's file in ONNX, received " + folder + ", where there is a folder");
        refuses(
                Files.writeString(folder.resolve("text.onnx"), "no model"),
                "",
                "file: expected a complete model in ONNX, received a file that is cut off or of another kind");
        refuses(
                TestFiles.onnx(folder.resolve("size.onnx"), TestFiles.classifier(2, 9, 3)),
                "",
                "file: expected a model for images of 8x8x2, as augmentation.train leaves them, received one for images"
                        + " of 9x9x2");
        refuses(
                TestFiles.onnx(folder.resolve("classes.onnx"), TestFiles.classifier(2, 8, 5)),
                "",
                "file: expected a model with an output for each of 3 classes, received 5 outputs");
        refuses(
                TestFiles.onnx(
                        folder.resolve("operator.onnx"), graph(-1, 2, 8, 8).addNode(node("Einsum", "y", "x"))),
                "",
                "file: expected an operator that the engine has, received Einsum of Nx2x8x8 (/y)");
        Onnx.GraphProto.Builder fused = TestFiles.classifier(2, 8, 3);
        fused.setInitializer(0, fused.getInitializer(0).toBuilder().setName("onnx::Conv_12"));
        fused.setNode(0, fused.getNode(0).toBuilder().setInput(1, "onnx::Conv_12"));
        refuses(
                TestFiles.onnx(folder.resolve("fused.onnx"), fused),
                "",
                "received convolutions with norms fused into them, such as /c (1 in all)");
        refuses(model, ", content = 12ab", "content: expected the SHA-256 of " + model + ", ");
        refuses(
                model,
                ", normalization = group, groups = 3",
                "groups: expected a divisor of the 4 channels, received 3");
        refuses(model, ", dropout = 1", "dropout: expected a number from 0 to below 1, or as-is, received 1");
        refuses(model, ", weights = trained", "weights: expected initial or file, received \"trained\"");
    }

    private static void refuses(Path file, String more, String message) {
        assertThatThrownBy(() -> study(file, more))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("Cannot use study test.conf: 1 problem\n  study.trial.network.")
                .hasMessageContaining(message);
    }
}
