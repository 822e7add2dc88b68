package org.evalgap.models.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.LayerSpec.BatchNorm;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.graph.WithoutAffine;

/** ONNX's normalizations that are one node. */
final class NormOperators {

    private final NetworkBuilder network;
    private final Formulas formulas;

    NormOperators(NetworkBuilder network, Formulas formulas) {
        this.network = network;
        this.formulas = formulas;
    }

    ImportedValue batchNorm(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        List<ImportedValue.Constant> arrays = Arguments.constants(node, inputs, 1, 5);
        if (arrays.size() != 4 || arrays.stream().anyMatch(a -> a.data().length() != x.shape()[1])) {
            throw new UnsupportedNode(
                    node,
                    "a weight, a bias, a mean and a variance for each of " + x.shape()[1] + " channels",
                    arrays.stream().map(a -> a.data().shapeText()).toList().toString());
        }
        // ONNX's momentum weighs the old statistics. PyTorch's exporter writes 1 for momentum=None.
        double kept = node.number("momentum", 0.9);
        double momentum = Math.rint((1 - kept) * 1e7) / 1e7;
        BatchNorm norm = new BatchNorm(momentum, kept == 1, node.number("epsilon", 1e-5), 0);
        Map<String, ImportedValue.Constant> held = new LinkedHashMap<>();
        held.put("running_mean", arrays.get(2));
        held.put("running_var", arrays.get(3));
        return normalized(node, x, norm, arrays.get(0), arrays.get(1), held);
    }

    /** With an affine of its own, or without one where the exporter wrote constants of 1 and 0 in its place. */
    private ImportedValue normalized(
            OnnxNode node,
            ImportedValue.Activations x,
            LayerSpec norm,
            ImportedValue.Constant weight,
            ImportedValue.Constant bias,
            Map<String, ImportedValue.Constant> held) {
        boolean affine = weight.parameter().isPresent() || bias.parameter().isPresent();
        if (affine) {
            held.put("weight", namedAfter(bias, weight));
            held.put("bias", namedAfter(weight, bias));
        } else if (!weight.isFilledWith(1) || !bias.isFilledWith(0)) {
            throw new UnsupportedNode(node, "a weight and a bias that are parameters, or 1 and 0", "other constants");
        }
        try {
            return network.add(node, affine ? norm : new WithoutAffine(norm), List.of(x), x.shape().length, held);
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }

    /** A folded constant whose sibling kept its name: {@code fc.weight} beside {@code fc.bias}. */
    static ImportedValue.Constant namedAfter(ImportedValue.Constant sibling, ImportedValue.Constant unnamed) {
        if (unnamed.parameter()
                .filter(name -> name.indexOf('.') >= 0 && !name.startsWith("onnx::"))
                .isPresent()) {
            return unnamed;
        }
        return sibling.parameter()
                .filter(name -> name.endsWith(".bias"))
                .map(name -> new ImportedValue.Constant(
                        unnamed.data(), Optional.of(name.substring(0, name.length() - 4) + "weight")))
                .orElse(unnamed);
    }

    ImportedValue instanceNorm(OnnxNode node, List<ImportedValue> inputs) {
        long[] shape = inputs.get(0).shape();
        if (shape.length != 4) {
            return new ImportedValue.Pending(node, inputs, shape);
        }
        List<ImportedValue.Constant> arrays = Arguments.constants(node, inputs, 1, 3);
        InstanceNorm norm = new InstanceNorm(node.number("epsilon", 1e-5), false, BatchNorm.DEFAULT_MOMENTUM);
        return normalized(
                node,
                formulas.activations(node, inputs.get(0)),
                norm,
                arrays.get(0),
                arrays.get(1),
                new LinkedHashMap<>());
    }

    ImportedValue groupNorm(OnnxNode node, List<ImportedValue> inputs) {
        List<ImportedValue.Constant> arrays = Arguments.constants(node, inputs, 1, 3);
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        boolean perGroup = arrays.get(0).data().length() != x.shape()[1];
        if (perGroup && arrays.get(0).isFilledWith(1) && arrays.get(1).isFilledWith(0)) {
            return new ImportedValue.Pending(node, List.of(x), x.shape());
        }
        LayerSpec.GroupNorm norm =
                new LayerSpec.GroupNorm((int) node.integer("num_groups", 1), node.number("epsilon", 1e-5));
        return normalized(node, x, norm, arrays.get(0), arrays.get(1), new LinkedHashMap<>());
    }

    ImportedValue layerNorm(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        ImportedValue.Constant weight = Arguments.constant(node, inputs.get(1));
        ImportedValue.Constant bias = node.has(2)
                ? Arguments.constant(node, inputs.get(2))
                : new ImportedValue.Constant(
                        TensorData.ofFloats(new float[weight.data().length()], weight.shape()));
        boolean plain = weight.parameter().isEmpty() && bias.parameter().isEmpty();
        boolean whole = ShapeInference.axis(node.integer("axis", -1), x.shape().length) == 1;
        if (!whole || !plain && x.shape().length != 2) {
            throw new UnsupportedNode(
                    node,
                    "LayerNorm of feature vectors, or of whole images without an affine per element",
                    "LayerNorm of " + formulas.shapeText(x.shape()) + " with a weight of "
                            + weight.data().shapeText());
        }
        return normalized(
                node, x, new LayerSpec.LayerNorm(node.number("epsilon", 1e-5)), weight, bias, new LinkedHashMap<>());
    }
}
