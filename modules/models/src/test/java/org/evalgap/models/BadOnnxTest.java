package org.evalgap.models;

import static org.evalgap.models.TestFiles.attribute;
import static org.evalgap.models.TestFiles.external;
import static org.evalgap.models.TestFiles.floats;
import static org.evalgap.models.TestFiles.graph;
import static org.evalgap.models.TestFiles.network;
import static org.evalgap.models.TestFiles.node;
import static org.evalgap.models.TestFiles.onnx;
import static org.evalgap.models.TestFiles.tensor;
import static org.evalgap.models.TestFiles.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import onnx.Onnx;
import org.evalgap.models.network.ImportedModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;

/** Damaged, hostile or unsuitable ONNX files are refused with a message. */
class BadOnnxTest {

    private static final String EXPORT_LINE =
            "an export that keeps its BatchNormalization nodes: torch.onnx.export(model.eval(), x, "
                    + "\"model.onnx\", training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False), or with "
                    + "the newer exporter torch.onnx.export(model.eval(), (x,), \"model.onnx\", dynamo=True, "
                    + "optimize=False, external_data=False)";

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Refusal.tests(
                new Refusal(
                        "a file that is cut off",
                        () -> {
                            onnx(file("model.onnx"), network());
                            byte[] b = Files.readAllBytes(file("model.onnx"));
                            Files.write(file("model.onnx"), Arrays.copyOf(b, b.length - 20));
                            OnnxModel.open(file("model.onnx"));
                        },
                        "Cannot use model.onnx: expected a complete model in ONNX, received a file that is cut off or "
                                + "of another kind"),
                new Refusal(
                        "a page of HTML",
                        () -> {
                            Files.writeString(file("model.onnx"), "<html>not found</html>");
                            OnnxModel.open(file("model.onnx"));
                        },
                        "Cannot use model.onnx: expected a complete model in ONNX, received a file that is cut off or "
                                + "of another kind"),
                new Refusal(
                        "an empty file",
                        () -> {
                            Files.write(file("model.onnx"), new byte[0]);
                            OnnxModel.open(file("model.onnx"));
                        },
                        "Cannot use model.onnx: expected a model in ONNX, received one without a graph of operators"),
                new Refusal(
                        "external data at ../secret.bin",
                        () -> imported(network().addInitializer(external("w", "../secret.bin", 0, 4))),
                        "Cannot use model.onnx: w: expected external data in the model's own folder, received the file "
                                + "../secret.bin"),
                new Refusal(
                        "external data at /etc/passwd",
                        () -> imported(network().addInitializer(external("w", "/etc/passwd", 0, 4))),
                        "Cannot use model.onnx: w: expected external data in the model's own folder, received the file "
                                + "/etc/passwd"),
                new Refusal(
                        "external data at no place",
                        () -> imported(network().addInitializer(external("w", "", 0, 4))),
                        "Cannot use model.onnx: w: expected external data in the model's own folder, received the file "),
                new Refusal(
                        "external data at sub/../../x",
                        () -> imported(network().addInitializer(external("w", "sub/../../x", 0, 4))),
                        "Cannot use model.onnx: w: expected external data in the model's own folder, received the file "
                                + "sub/../../x"),
                new Refusal(
                        "a link to a file outside",
                        () -> {
                            Path sub = Files.createDirectories(file("sub"));
                            Files.write(file("secret.bin"), floats(1, 2, 3, 4));
                            Files.deleteIfExists(sub.resolve("w.bin"));
                            Files.createSymbolicLink(sub.resolve("w.bin"), file("secret.bin"));
                            OnnxModel.open(onnx(
                                    sub.resolve("model.onnx"), network().addInitializer(external("w", "w.bin", 0, 4))));
                        },
                        "Cannot use model.onnx: w: expected external data in the model's own folder, received the file "
                                + "w.bin"),
                new Refusal(
                        "external data that is too short",
                        () -> {
                            Files.write(file("w.bin"), floats(1, 2, 3, 4));
                            imported(network().addInitializer(external("w", "w.bin", 14, 4)));
                        },
                        "Cannot use model.onnx: w: expected 4 bytes of external data in w.bin, received the file has 16 "
                                + "bytes, not 4 from 14"),
                new Refusal(
                        "external data that is not there",
                        () -> imported(network().addInitializer(external("w", "absent.bin", 0, 4))),
                        "Cannot use model.onnx: w: expected 4 bytes of external data in absent.bin, received no such "
                                + "file"),
                new Refusal(
                        "bytes that do not fit a shape",
                        () -> imported(network()
                                .addInitializer(tensor("w", new float[] {1}, 1).toBuilder()
                                        .clearFloatData()
                                        .setRawData(ByteString.copyFrom(new byte[3])))),
                        "Cannot use model.onnx: w: expected 4 bytes for 1 of float32, received 3 bytes"),
                new Refusal(
                        "values that do not fit a shape",
                        () -> imported(network().addInitializer(tensor("w", new float[] {1}, 3))),
                        "Cannot use model.onnx: w: expected 3 values, received 1"),
                new Refusal(
                        "an absurd shape",
                        () -> imported(network().addInitializer(tensor("w", new float[] {1}, 1L << 40, 1L << 40))),
                        "Cannot use model.onnx: w: expected a tensor below 2 GiB, received one of shape "
                                + "1099511627776x1099511627776"),
                new Refusal(
                        "a tensor of strings",
                        () -> imported(network()
                                .addInitializer(tensor("w", new float[] {1}, 1).toBuilder()
                                        .setDataType(8))),
                        "Cannot use model.onnx: w: expected a tensor of float64, float32, float16, bfloat16, int64, "
                                + "int32, int16, int8, uint8, bool, received string"),
                new Refusal(
                        "an initializer twice",
                        () -> imported(network().addInitializer(tensor("bn.weight", new float[] {1}, 1))),
                        "Cannot use model.onnx: bn.weight: expected one initializer of each name, received two"),
                new Refusal(
                        "two inputs",
                        () -> imported(network().addInput(value("mask", 1))),
                        "Cannot use model.onnx: expected one input of images and an output of logits, received 2 inputs "
                                + "and 1 outputs"),
                new Refusal(
                        "images of an open size",
                        () -> {
                            Onnx.GraphProto.Builder g = network();
                            g.setInput(0, value("x", -1, 3, -1, -1));
                            imported(g);
                        },
                        "Cannot use model.onnx: x: expected images [N, C, H, W] with a number of channels, a height and "
                                + "a width, received [N, 3, N, N]"),
                new Refusal(
                        "an input that is no image",
                        () -> {
                            Onnx.GraphProto.Builder g = network();
                            g.setInput(0, value("x", -1, 3));
                            imported(g);
                        },
                        "Cannot use model.onnx: x: expected images [N, C, H, W] with a number of channels, a height and "
                                + "a width, received [N, 3]"),
                new Refusal(
                        "operators that the engine lacks",
                        () -> imported(graph(-1, 3, 8, 8)
                                .addNode(node("Resize", "r", "x"))
                                .addNode(node("Softplus", "s", "x"))
                                .addNode(node("Add", "a", "r", "s"))
                                .addNode(node("Relu", "u", "a"))
                                .addNode(node("Loop", "y", "u"))),
                        "Cannot use model.onnx: 3 problems\n"
                                + "  /r: expected an operator that the engine has, received Resize of Nx3x8x8\n"
                                + "  /s: expected an operator that the engine has, received Softplus of Nx3x8x8\n"
                                + "  /y: expected an operator that the engine has, received Loop"),
                new Refusal(
                        "a product that is no norm",
                        () -> imported(graph(-1, 3, 8, 8)
                                .addInitializer(tensor("k", new float[] {1, 2, 3}, 3, 1, 1))
                                .addNode(node("Mul", "a", "x", "k"))
                                .addNode(node("Flatten", "y", "a"))),
                        "Cannot use model.onnx: /a: expected an operator that the engine has, received Mul of Nx3x8x8 "
                                + "and a constant of 3x1x1"),
                new Refusal(
                        "norms fused by the older exporter",
                        () -> imported(graph(-1, 1, 2, 2)
                                .addInitializer(tensor("onnx::Conv_12", new float[] {1}, 1, 1, 1, 1))
                                .addInitializer(tensor("onnx::Conv_13", new float[] {1}, 1))
                                .addNode(node("Conv", "c", "x", "onnx::Conv_12", "onnx::Conv_13"))
                                .addNode(node("Flatten", "y", "c"))),
                        "Cannot use model.onnx: expected " + EXPORT_LINE
                                + ", received convolutions with norms fused into them, such as /c (1 in all)"),
                new Refusal(
                        "norms fused by the newer exporter",
                        () -> imported(graph(-1, 1, 2, 2)
                                .addInitializer(tensor("conv.weight", new float[] {1}, 1, 1, 1, 1))
                                .addInitializer(tensor("x_bias", new float[] {1}, 1))
                                .addNode(node("Conv", "c", "x", "conv.weight", "x_bias"))
                                .addNode(node("Flatten", "y", "c"))),
                        "Cannot use model.onnx: expected " + EXPORT_LINE
                                + ", received convolutions with norms fused into them, such as /c (1 in all)"),
                new Refusal(
                        "a parameter of two layers",
                        () -> imported(graph(-1, 1, 2, 2)
                                .addInitializer(tensor("conv.weight", new float[] {1}, 1, 1, 1, 1))
                                .addNode(node("Conv", "c", "x", "conv.weight"))
                                .addNode(node("Conv", "d", "c", "conv.weight"))
                                .addNode(node("Flatten", "y", "d"))),
                        "Cannot use model.onnx: conv.weight: expected a parameter that one layer uses, received conv "
                                + "and conv#2 use it"),
                new Refusal(
                        "a weight for other channels",
                        () -> {
                            Onnx.GraphProto.Builder g = network();
                            g.setInput(0, value("x", -1, 3, 2, 2));
                            imported(g);
                        },
                        "Cannot use model.onnx: /c: expected a weight for the 3 channels that enter, in 1 groups, "
                                + "received one of 1x1x1x1"),
                new Refusal(
                        "a window larger than the image",
                        () -> imported(graph(-1, 1, 2, 2)
                                .addNode(node("MaxPool", "p", "x").addAttribute(attribute("kernel_shape", 3, 3)))
                                .addNode(node("Flatten", "y", "p"))),
                        "Cannot use model.onnx: /p: expected kernel: at most the padded image side 2, received 3"),
                new Refusal(
                        "an input that nothing leaves",
                        () -> imported(graph(-1, 1, 2, 2).addNode(node("Relu", "y", "nowhere"))),
                        "Cannot use model.onnx: /y: expected inputs that earlier nodes leave, received nowhere"),
                new Refusal(
                        "an output that nothing leaves",
                        () -> imported(graph(-1, 1, 2, 2).addNode(node("Relu", "z", "x"))),
                        "Cannot use model.onnx: y: expected an output that is computed, received none"),
                new Refusal(
                        "a border of mirrored pixels",
                        () -> imported(graph(-1, 1, 2, 2)
                                .addNode(node("Pad", "p", "x")
                                        .addAttribute(attribute("pads", 0, 0, 1, 1, 0, 0, 1, 1))
                                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                                .setName("mode")
                                                .setS(ByteString.copyFromUtf8("reflect"))))
                                .addNode(node("Flatten", "y", "p"))),
                        "Cannot use model.onnx: /p: expected a constant border around an image, received a border of "
                                + "mode reflect and 4 dimensions"));
    }

    private void imported(Onnx.GraphProto.Builder graph) throws IOException {
        ImportedModel.of(OnnxModel.open(onnx(file("model.onnx"), graph)), Optional.empty());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
