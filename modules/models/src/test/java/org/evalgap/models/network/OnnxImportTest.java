package org.evalgap.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evalgap.models.TestFiles.attribute;
import static org.evalgap.models.TestFiles.graph;
import static org.evalgap.models.TestFiles.network;
import static org.evalgap.models.TestFiles.node;
import static org.evalgap.models.TestFiles.number;
import static org.evalgap.models.TestFiles.onnx;
import static org.evalgap.models.TestFiles.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.SafetensorsCheckpoint;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;
import org.evalgap.nn.graph.WithoutAffine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;

/** Forms in which exporters write one operator, beside those in the reference cases. */
class OnnxImportTest {

    @TempDir
    private Path folder;

    private ImportedModel imported(Onnx.GraphProto.Builder graph) throws IOException {
        return ImportedModel.of(OnnxModel.open(onnx(folder.resolve("model.onnx"), graph)), Optional.empty());
    }

    private static List<Node> nodes(ImportedModel model) {
        return ((Graph) model.spec().layers().get(0)).nodes();
    }

    private List<Operator> operators(Onnx.GraphProto.Builder graph) throws IOException {
        return nodes(imported(graph)).stream().map(Node::operator).toList();
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static Onnx.TensorProto integers(String name, long... values) {
        Onnx.TensorProto.Builder tensor = Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(Onnx.TensorProto.DataType.INT64_VALUE)
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor.build();
    }

    private static Onnx.GraphProto.Builder images() {
        return graph(-1, 4, 6, 6);
    }

    @Test
    void arraysHaveTheNamesOfTheStateDict() throws IOException {
        ImportedModel model = imported(network());
        assertThat(nodes(model).stream().map(Node::name)).containsExactly("conv", "bn", "/g", "fc");
        assertThat(model.values())
                .containsOnlyKeys(
                        "conv.weight",
                        "bn.weight",
                        "bn.bias",
                        "bn.running_mean",
                        "bn.running_var",
                        "bn.num_batches_tracked",
                        "fc.weight");
        assertThat(nodes(model).get(1).operator()).isEqualTo(new LayerSpec.BatchNorm(0.1, false, 1e-5, 0));
    }

    @Test
    void groupNormalizationOfOpset21HasAnAffinePerChannel() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(tensor("gn.weight", filled(4, 2), 4))
                .addInitializer(tensor("gn.bias", filled(4, 1), 4))
                .addNode(node("GroupNormalization", "g", "x", "gn.weight", "gn.bias")
                        .addAttribute(number("num_groups", 2)))
                .addNode(node("Flatten", "y", "g"));
        assertThat(operators(graph)).startsWith(new LayerSpec.GroupNorm(2));
    }

    @Test
    void groupNormalizationOfOpset18HasItsAffineBehindIt() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(tensor("ones", filled(2, 1), 2))
                .addInitializer(tensor("zeros", filled(2, 0), 2))
                .addInitializer(tensor("gn.weight", filled(4, 2), 4, 1, 1))
                .addInitializer(tensor("gn.bias", filled(4, 1), 4, 1, 1))
                .addNode(node("GroupNormalization", "g", "x", "ones", "zeros").addAttribute(number("num_groups", 2)))
                .addNode(node("Mul", "m", "g", "gn.weight"))
                .addNode(node("Add", "a", "m", "gn.bias"))
                .addNode(node("Flatten", "y", "a"));
        ImportedModel model = imported(graph);
        assertThat(nodes(model).get(0).operator()).isEqualTo(new LayerSpec.GroupNorm(2));
        assertThat(model.values()).containsOnlyKeys("gn.weight", "gn.bias");
    }

    @Test
    void layerNormalizationOfFeatures() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(tensor("ln.weight", filled(4, 2), 4))
                .addInitializer(tensor("ln.bias", filled(4, 1), 4))
                .addInitializer(integers("axes", -1, -2))
                .addNode(node("ReduceMean", "m", "x", "axes").addAttribute(number("keepdims", 0)))
                .addNode(node("LayerNormalization", "y", "m", "ln.weight", "ln.bias")
                        .addAttribute(number("axis", -1)));
        assertThat(operators(graph)).containsExactly(new LayerSpec.GlobalAvgPool(), new LayerSpec.LayerNorm());
    }

    @Test
    void layerNormalizationOfImagesWithoutAffine() throws IOException {
        Onnx.GraphProto.Builder graph = images().addNode(
                        node("Constant", "ones").addAttribute(constant(filled(144, 1), 4, 6, 6)))
                .addNode(node("LayerNormalization", "l", "x", "ones").addAttribute(number("axis", 1)))
                .addNode(node("Flatten", "y", "l"));
        assertThat(operators(graph)).startsWith(new WithoutAffine(new LayerSpec.LayerNorm()));
    }

    private static Onnx.AttributeProto constant(float[] values, long... shape) {
        return Onnx.AttributeProto.newBuilder()
                .setName("value")
                .setType(Onnx.AttributeProto.AttributeType.TENSOR)
                .setT(tensor("", values, shape))
                .build();
    }

    @Test
    void hardswishInItsParts() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(tensor("three", new float[] {3}))
                .addInitializer(tensor("zero", new float[] {0}))
                .addInitializer(tensor("six", new float[] {6}))
                .addNode(node("Add", "a", "x", "three"))
                .addNode(node("Clip", "c", "a", "zero", "six"))
                .addNode(node("Mul", "m", "x", "c"))
                .addNode(node("Div", "h", "m", "six"))
                .addNode(node("Flatten", "y", "h"));
        assertThat(operators(graph))
                .containsExactly(new Activation.Hardswish(), new Rearrangement.FlattenChannelsFirst());
    }

    @Test
    void reluOfSixAsClip() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(tensor("zero", new float[] {0}))
                .addInitializer(tensor("six", new float[] {6}))
                .addNode(node("Clip", "c", "x", "zero", "six"))
                .addNode(node("Flatten", "y", "c"));
        assertThat(operators(graph)).startsWith(Activation.Clip.relu6());
    }

    @Test
    void automaticPaddingPutsTheOddPixelWhereItSays() throws IOException {
        for (Map.Entry<String, Window.Padding> padding : Map.of(
                        "SAME_UPPER", new Window.Padding(0, 0, 1, 1),
                        "SAME_LOWER", new Window.Padding(1, 1, 0, 0),
                        "VALID", Window.Padding.NONE)
                .entrySet()) {
            Onnx.GraphProto.Builder graph = images().addNode(node("MaxPool", "p", "x")
                            .addAttribute(attribute("kernel_shape", 3, 3))
                            .addAttribute(attribute("strides", 2, 2))
                            .addAttribute(Onnx.AttributeProto.newBuilder()
                                    .setName("auto_pad")
                                    .setS(ByteString.copyFromUtf8(padding.getKey()))))
                    .addNode(node("Flatten", "y", "p"));
            Spatial.MaxPool pool = (Spatial.MaxPool) operators(graph).get(0);
            assertThat(pool.window().padding()).as(padding.getKey()).isEqualTo(padding.getValue());
        }
    }

    @Test
    void aSplitIntoUnequalParts() throws IOException {
        Onnx.GraphProto.Builder graph = images().addInitializer(integers("sizes", 1, 3))
                .addNode(node("Split", "s", "x", "sizes").addOutput("t").addAttribute(number("axis", 1)))
                .addNode(node("Flatten", "y", "t"));
        assertThat(operators(graph)).startsWith(new Rearrangement.ChannelSlice(1, 4));
    }

    @Test
    void aSoftmaxAtTheEndIsLeftOutAndSaid() throws IOException {
        ImportedModel model = imported(images().addNode(node("Flatten", "f", "x"))
                .addNode(node("LogSoftmax", "y", "f").addAttribute(number("axis", 1))));
        assertThat(nodes(model)).hasSize(1);
        assertThat(model.notes()).contains("LogSoftmax at the end is left out: the logits ahead of it are taken");
    }

    @Test
    void nodesThatNothingNeedsAreNotLookedAt() throws IOException {
        assertThat(operators(images().addNode(node("Loop", "unused", "x")).addNode(node("Flatten", "y", "x"))))
                .hasSize(1);
    }

    @Test
    void functionsOfTheModelAreWrittenOut() throws IOException {
        Onnx.FunctionProto function = Onnx.FunctionProto.newBuilder()
                .setDomain("pkg.torch")
                .setName("leaky")
                .addInput("a")
                .addOutput("b")
                .addAttribute("slope")
                .addNode(node("LeakyRelu", "b", "a")
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("alpha")
                                .setRefAttrName("slope")))
                .build();
        Onnx.AttributeProto slope =
                Onnx.AttributeProto.newBuilder().setName("slope").setF(0.2f).build();
        Onnx.ModelProto model = Onnx.ModelProto.newBuilder()
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(18))
                .addFunctions(function)
                .setGraph(images().addNode(
                                node("leaky", "l", "x").setDomain("pkg.torch").addAttribute(slope))
                        .addNode(node("leaky", "m", "l").setDomain("pkg.torch").addAttribute(slope))
                        .addNode(node("Flatten", "y", "m")))
                .build();
        Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
        assertThat(nodes(ImportedModel.of(OnnxModel.open(file), Optional.empty())).stream()
                        .map(Node::operator))
                .startsWith(new Activation.LeakyRelu(0.2), new Activation.LeakyRelu(0.2));
    }

    @Test
    void auxiliaryHeadsInACheckpointAreLeftOutAndSaid() throws IOException {
        Map<String, float[]> own = imported(network()).values();
        Path file = folder.resolve("model.safetensors");
        LinkedHashMap<String, TensorData> tensors =
                new LinkedHashMap<>(OnnxModel.open(folder.resolve("model.onnx")).parameters());
        tensors.put("aux.weight", TensorData.ofFloats(new float[] {1}, 1));
        SafetensorsCheckpoint.write(file, tensors);
        ImportedModel model = ImportedModel.of(
                OnnxModel.open(folder.resolve("model.onnx")),
                Checkpoint.open(file),
                Optional.empty(),
                Optional.empty());
        assertThat(model.values().keySet()).isEqualTo(own.keySet());
        assertThat(model.notes()).contains("not in the graph and left out: aux");
    }

    @Test
    void aCommonPrefixOfACheckpointIsFoundByTheModelsNames() throws IOException {
        imported(network());
        OnnxModel onnx = OnnxModel.open(folder.resolve("model.onnx"));
        LinkedHashMap<String, TensorData> tensors = new LinkedHashMap<>();
        onnx.parameters().forEach((name, tensor) -> tensors.put("net.backbone." + name, tensor));
        tensors.put("criterion.weight", TensorData.ofFloats(new float[] {1}, 1));
        Path file = folder.resolve("model.safetensors");
        SafetensorsCheckpoint.write(file, tensors);
        ImportedModel model = ImportedModel.of(onnx, Checkpoint.open(file), Optional.empty(), Optional.empty());
        assertThat(model.state().description()).isEqualTo("the whole file without the prefix 'net.backbone.'");
        assertThat(model.state().tensors()).containsOnlyKeys(onnx.parameters().keySet());
    }
}
