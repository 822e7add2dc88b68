package org.evalgap.models.network;

import java.util.List;
import org.evalgap.models.OnnxNode;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.ShapeException;

/** ONNX's functions of each value by itself, and Dropout. */
final class ElementwiseOperators {

    private final NetworkBuilder network;
    private final Formulas formulas;

    ElementwiseOperators(NetworkBuilder network, Formulas formulas) {
        this.network = network;
        this.formulas = formulas;
    }

    static LayerSpec activation(OnnxNode node) {
        return switch (node.type()) {
            case "Relu" -> new LayerSpec.Relu();
            case "LeakyRelu" -> new Activation.LeakyRelu(node.number("alpha", 0.01));
            case "Elu" -> new Activation.Elu(node.number("alpha", 1));
            case "Sigmoid" -> new Activation.Sigmoid();
            case "Tanh" -> new Activation.Tanh();
            case "HardSwish" -> new Activation.Hardswish();
            case "Gelu" -> new Activation.Gelu(node.text("approximate", "none").equals("tanh"));
            case "Swish" -> {
                if (node.number("alpha", 1) != 1) {
                    throw new UnsupportedNode(node, "Swish with alpha 1", Double.toString(node.number("alpha", 1)));
                }
                yield new Activation.Silu();
            }
            case "HardSigmoid" -> {
                double alpha = node.number("alpha", 0.2);
                double beta = node.number("beta", 0.5);
                if (Math.abs(alpha - 1.0 / 6) > 1e-4 || beta != 0.5) {
                    throw new UnsupportedNode(
                            node, "PyTorch's hardsigmoid, alpha 1/6 and beta 1/2", alpha + " and " + beta);
                }
                yield new Activation.Hardsigmoid();
            }
            default -> throw new IllegalArgumentException(node.type());
        };
    }

    ImportedValue clip(OnnxNode node, List<ImportedValue> inputs) {
        double least = Arguments.number(node, inputs, 1, node.number("min", Double.NEGATIVE_INFINITY));
        double most = Arguments.number(node, inputs, 2, node.number("max", Double.POSITIVE_INFINITY));
        if (least == 0
                && most == 6
                && inputs.get(0) instanceof ImportedValue.Pending sum
                && sum.is("Add")
                && sum.inputs().stream().anyMatch(v -> v instanceof ImportedValue.Constant c && c.isScalar(3))) {
            return new ImportedValue.Pending(node, inputs, inputs.get(0).shape());
        }
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        try {
            return network.add(node, new Activation.Clip(least, most), x);
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }

    ImportedValue dropout(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        boolean training = node.opset() < 12
                || node.has(2) && Arguments.constant(node, inputs.get(2)).data().get(0) != 0;
        double probability = Arguments.number(node, inputs, 1, node.number("ratio", 0.5));
        if (!training || probability == 0) {
            return x;
        }
        try {
            return network.add(node, new LayerSpec.Dropout(probability), x);
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }
}
