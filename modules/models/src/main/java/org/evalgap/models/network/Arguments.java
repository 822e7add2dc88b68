package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;

/** What an ONNX node takes beside the images: constants, most of them parameters. */
final class Arguments {

    private Arguments() {}

    static ImportedValue.Constant constant(OnnxNode node, ImportedValue value) {
        if (value instanceof ImportedValue.Constant constant) {
            return constant;
        }
        if (value instanceof ImportedValue.Unknown) {
            throw new UnsupportedNode();
        }
        throw new UnsupportedNode(
                node,
                node.type() + " with constant parameters",
                "one that depends on the images" + " of shape " + TensorData.shapeText(value.shape()));
    }

    static List<ImportedValue.Constant> constants(OnnxNode node, List<ImportedValue> inputs, int from, int to) {
        List<ImportedValue.Constant> constants = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (node.has(i)) {
                constants.add(constant(node, inputs.get(i)));
            }
        }
        return constants;
    }

    static double number(OnnxNode node, List<ImportedValue> inputs, int index, double otherwise) {
        return node.has(index)
                ? Double.parseDouble(Float.toString(
                        (float) constant(node, inputs.get(index)).data().get(0)))
                : otherwise;
    }
}
