package org.evalgap.models.network;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;

/** Recognizes exports in which BatchNorm was fused into the convolutions: its statistics are gone. */
final class FusedNorms {

    /** What keeps the norms, with the exporter of either kind. */
    static final String EXPORT_LINE = "torch.onnx.export(model.eval(), x, \"model.onnx\","
            + " training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False), or with the newer exporter"
            + " torch.onnx.export(model.eval(), (x,), \"model.onnx\", dynamo=True, optimize=False,"
            + " external_data=False)";

    /** Names of tensors that the exporter computed. */
    private static final Pattern COMPUTED = Pattern.compile("onnx::\\w+_\\d+|\\d+");

    private FusedNorms() {}

    /** @throws ModelException if a convolution carries what fusing leaves */
    static void check(OnnxModel model, List<OnnxNode> nodes) {
        List<String> fused = nodes.stream()
                .filter(node -> node.type().equals("Conv") && fused(node))
                .map(node -> ModelProblem.printable(node.name()))
                .toList();
        if (!fused.isEmpty()) {
            throw new ModelException(
                    model.file(),
                    problem("convolutions with norms fused into them, such as " + fused.get(0) + " (" + fused.size()
                            + " in all)"));
        }
    }

    /** @param found what shows that they are */
    static ModelProblem problem(String found) {
        return new ModelProblem("an export that keeps its BatchNormalization nodes: " + EXPORT_LINE, found);
    }

    private static boolean fused(OnnxNode node) {
        Optional<String> weight = node.has(1) ? Optional.of(node.inputs().get(1)) : Optional.empty();
        // The newer exporter's optimizer calls the new bias after what enters the convolution.
        boolean addedBias =
                node.has(2) && node.inputs().get(2).equals(node.inputs().get(0) + "_bias");
        return addedBias
                || weight.filter(name -> COMPUTED.matcher(name).matches()).isPresent();
    }
}
