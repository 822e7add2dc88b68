package org.evalgap.models;

import java.util.List;
import java.util.Optional;
import onnx.Onnx;

/**
 * A node of an ONNX graph.
 *
 * @param name unique in the graph
 * @param proto the node itself
 * @param opset version of the operator set its operator is of
 */
public record OnnxNode(String name, Onnx.NodeProto proto, long opset) {

    public String type() {
        return proto.getOpType();
    }

    public List<String> inputs() {
        return proto.getInputList();
    }

    public List<String> outputs() {
        return proto.getOutputList();
    }

    /** Optional inputs that are left out have an empty name, or are missing at the end. */
    public boolean has(int input) {
        return input < proto.getInputCount() && !proto.getInput(input).isEmpty();
    }

    public Optional<Onnx.AttributeProto> attribute(String attribute) {
        return proto.getAttributeList().stream()
                .filter(a -> a.getName().equals(attribute))
                .findFirst();
    }

    public long integer(String attribute, long otherwise) {
        return attribute(attribute).map(Onnx.AttributeProto::getI).orElse(otherwise);
    }

    /** The shortest decimal that is this float: 1e-5, not 9.999999747378752e-6. */
    public double number(String attribute, double otherwise) {
        return attribute(attribute)
                .map(a -> Double.parseDouble(Float.toString(a.getF())))
                .orElse(otherwise);
    }

    public String text(String attribute, String otherwise) {
        return attribute(attribute).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
    }

    public Optional<long[]> integers(String attribute) {
        return attribute(attribute)
                .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }
}
