package org.evalgap.models.network;

import java.util.List;
import java.util.Optional;
import org.evalgap.models.OnnxNode;

/** ONNX's products with a matrix. */
final class LinearOperators {

    private final Formulas formulas;

    LinearOperators(Formulas formulas) {
        this.formulas = formulas;
    }

    ImportedValue gemm(OnnxNode node, List<ImportedValue> inputs) {
        if (node.number("alpha", 1) != 1 || node.number("beta", 1) != 1 || node.integer("transA", 0) != 0) {
            throw new UnsupportedNode(node, "Gemm with alpha 1, beta 1 and transA 0", "other factors");
        }
        List<ImportedValue.Constant> arrays = Arguments.constants(node, inputs, 1, 3);
        ImportedValue.Constant weight = arrays.get(0);
        if (node.integer("transB", 0) == 0) {
            weight = new ImportedValue.Constant(weight.data().permuted(1, 0), weight.parameter());
        }
        Optional<ImportedValue.Constant> bias = arrays.size() > 1 ? Optional.of(arrays.get(1)) : Optional.empty();
        return formulas.linear(node, formulas.activations(node, inputs.get(0)), weight, bias);
    }

    ImportedValue matMul(OnnxNode node, List<ImportedValue> inputs) {
        long[] left = inputs.get(0).shape();
        long[] right = inputs.get(1).shape();
        if (left.length != 2 || right.length != 2) {
            throw new UnsupportedNode(
                    node,
                    OnnxImport.KNOWN_OPERATOR,
                    "MatMul of " + formulas.shapeText(left) + " and " + formulas.shapeText(right));
        }
        return new ImportedValue.Pending(node, inputs, new long[] {left[0], right[1]});
    }
}
