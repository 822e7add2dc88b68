package org.evalgap.models;

import static org.evalgap.models.PickleWriter.Tensor.vector;
import static org.evalgap.models.TestFiles.floats;
import static org.evalgap.models.TestFiles.graph;
import static org.evalgap.models.TestFiles.network;
import static org.evalgap.models.TestFiles.node;
import static org.evalgap.models.TestFiles.onnx;
import static org.evalgap.models.TestFiles.tensor;
import static org.evalgap.models.TestFiles.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import onnx.Onnx;
import org.evalgap.models.network.ImportedModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** States that do not fit their model, and copies that cannot be, are refused with a message. */
class BadStatesTest {

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
                        "missing keys",
                        () -> {
                            Map<String, float[]> s = state();
                            s.remove("bn.weight");
                            s.remove("bn.running_var");
                            matched(s);
                        },
                        "Cannot use model.pt: 2 problems\n"
                                + "  bn.running_var: expected this key of the model, received no such key\n"
                                + "  bn.weight: expected this key of the model, received no such key"),
                new Refusal(
                        "a surplus key",
                        () -> {
                            Map<String, float[]> s = state();
                            s.put("bn.extra", new float[] {1});
                            matched(s);
                        },
                        "Cannot use model.pt: bn.extra: expected only keys of the model, received a key that its graph "
                                + "does not use"),
                new Refusal(
                        "another shape",
                        () -> {
                            Map<String, float[]> s = state();
                            s.put("bn.bias", new float[] {1, 2});
                            matched(s);
                        },
                        "Cannot use model.pt: bn.bias: expected shape 1, received 2"),
                new Refusal(
                        "a mean that is not a number",
                        () -> {
                            Map<String, float[]> s = state();
                            s.put("bn.running_mean", new float[] {Float.NaN});
                            matched(s);
                        },
                        "Cannot use model.pt: bn.running_mean: expected finite values, received NaN at element 0"),
                new Refusal(
                        "a negative variance and an infinite weight",
                        () -> {
                            Map<String, float[]> s = state();
                            s.put("bn.running_var", new float[] {-.5f});
                            s.put("bn.weight", new float[] {Float.POSITIVE_INFINITY});
                            matched(s);
                        },
                        "Cannot use model.pt: 2 problems\n"
                                + "  bn.running_var: expected variances of at least 0, received -0.5 at element 0\n"
                                + "  bn.weight: expected finite values, received Infinity at element 0"),
                new Refusal(
                        "weights in whole numbers",
                        () -> {
                            Map<String, Object> s = new LinkedHashMap<>();
                            state().forEach((k, v) -> s.put(
                                    k,
                                    new PickleWriter.Tensor(
                                            k.endsWith("weight") ? "IntStorage" : "FloatStorage",
                                            "0",
                                            1,
                                            0,
                                            List.of(1L),
                                            List.of(1L))));
                            Checkpoint c = Checkpoint.open(torch(file("model.pt"), s, Map.of("0", floats(1))));
                            ImportedModel.of(
                                    OnnxModel.open(onnx(file("model.onnx"), network())),
                                    c,
                                    Optional.empty(),
                                    Optional.empty());
                        },
                        "Cannot use model.pt: 3 problems\n"
                                + "  conv.weight: expected this key of the model, received no such key\n"
                                + "  fc.weight: expected this key of the model, received no such key\n"
                                + "  bn.weight: expected floating point values, received int32"),
                new Refusal(
                        "norms that the graph does not have",
                        () -> {
                            Checkpoint c = Checkpoint.open(torch(file("model.pt"), state()));
                            ImportedModel.of(
                                    OnnxModel.open(onnx(
                                            file("model.onnx"),
                                            graph(-1, 1, 2, 2)
                                                    .addInitializer(tensor("conv.weight", new float[] {1}, 1, 1, 1, 1))
                                                    .addNode(node("Conv", "c", "x", "conv.weight"))
                                                    .addNode(node("Flatten", "y", "c")))),
                                    c,
                                    Optional.empty(),
                                    Optional.empty());
                        },
                        "Cannot use model.onnx: expected " + EXPORT_LINE
                                + ", received a graph without them, while model.pt has running statistics, such as bn.running_var"),
                new Refusal(
                        "a part that is not there",
                        () -> {
                            Checkpoint c = Checkpoint.open(torch(
                                    file("model.pt"),
                                    Map.of(
                                            "model",
                                            Map.of("w", vector("0", 4)),
                                            "model_ema",
                                            Map.of("module", Map.of("w", vector("0", 4)))),
                                    Map.of("0", floats(1, 2, 3, 4))));
                            ImportedModel.of(
                                    OnnxModel.open(onnx(file("model.onnx"), network())),
                                    c,
                                    Optional.of("ema"),
                                    Optional.empty());
                        },
                        "Cannot use model.pt: expected one of the parts [model, model_ema.module], received ema"),
                new Refusal(
                        "a copy with values that do not fit",
                        () -> {
                            Checkpoint c = Checkpoint.open(
                                    torch(file("model.pt"), Map.of("w", new float[] {1, 2}, "v", new float[] {1, 2})));
                            Map<String, double[]> ch = new LinkedHashMap<>();
                            ch.put("u", new double[1]);
                            ch.put("w", new double[1]);
                            ch.put("v", new double[] {1, Double.NaN});
                            c.writeCopy(file("copy.pt"), c.stateDicts().get(0), ch);
                        },
                        "Cannot write copy.pt: 3 problems\n"
                                + "  u: expected a tensor of the whole file, received none of that name\n"
                                + "  w: expected 2 values for 2, received 1\n"
                                + "  v: expected finite values of float32, received NaN at element 1"),
                new Refusal(
                        "a copy over its source",
                        () -> {
                            Checkpoint c = Checkpoint.open(torch(file("model.pt"), Map.of("w", new float[] {1, 2})));
                            c.writeCopy(file("model.pt"), c.stateDicts().get(0), Map.of());
                        },
                        "Cannot write model.pt: expected a file other than the one that is copied, received the same"));
    }

    private void matched(Map<String, float[]> state) throws IOException {
        Onnx.GraphProto.Builder graph = graph(-1, 1, 2, 2)
                .addInitializer(tensor("bn.weight", new float[] {1}, 1))
                .addInitializer(tensor("bn.bias", new float[] {1}, 1))
                .addInitializer(tensor("bn.running_mean", new float[] {1}, 1))
                .addInitializer(tensor("bn.running_var", new float[] {1}, 1))
                .addNode(node(
                        "BatchNormalization", "b", "x", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"))
                .addNode(node("Flatten", "y", "b"));
        Checkpoint checkpoint = Checkpoint.open(torch(file("model.pt"), state));
        ImportedModel.of(
                OnnxModel.open(onnx(file("model.onnx"), graph)), checkpoint, Optional.empty(), Optional.empty());
    }

    private static Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        for (String array : List.of("weight", "bias", "running_mean", "running_var")) {
            state.put("bn." + array, new float[] {1});
        }
        return state;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
