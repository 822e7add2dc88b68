package org.evalgap.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import onnx.Onnx;

/**
 * Writes out the functions that a model defines for itself: newer exporters leave some of PyTorch's operators as calls of
 * such functions. A call becomes the function's nodes, with names of its own.
 */
final class OnnxFunctions {

    private static final int DEEPEST = 16;

    /** Functions that call functions twice each grow exponentially; no network comes near. */
    private static final int MOST_NODES = 1 << 18;

    private final Map<String, Onnx.FunctionProto> functions;
    private final List<Onnx.NodeProto> nodes = new ArrayList<>();

    private OnnxFunctions(Map<String, Onnx.FunctionProto> functions) {
        this.functions = functions;
    }

    /**
     * The model's graph without calls.
     *
     * @throws IllegalArgumentException if functions call each other too deeply or too often
     */
    static Onnx.GraphProto inlined(Onnx.ModelProto model) {
        if (model.getFunctionsCount() == 0) {
            return model.getGraph();
        }
        OnnxFunctions inlining = new OnnxFunctions(model.getFunctionsList().stream()
                .collect(Collectors.toMap(
                        function -> function.getDomain() + "::" + function.getName(),
                        f -> f,
                        (first, second) -> first)));
        model.getGraph().getNodeList().forEach(node -> inlining.add(node, 0));
        return model.getGraph().toBuilder()
                .clearNode()
                .addAllNode(inlining.nodes)
                .build();
    }

    private void add(Onnx.NodeProto node, int depth) {
        Onnx.FunctionProto function = functions.get(node.getDomain() + "::" + node.getOpType());
        if (function == null) {
            nodes.add(node);
            return;
        }
        if (depth == DEEPEST || nodes.size() > MOST_NODES) {
            throw new IllegalArgumentException(function.getName());
        }
        String caller = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
        }
        for (int i = 0; i < function.getOutputCount(); i++) {
            names.put(function.getOutput(i), i < node.getOutputCount() ? node.getOutput(i) : "");
        }
        for (Onnx.NodeProto inner : function.getNodeList()) {
            add(written(inner, node, caller, names), depth + 1);
        }
    }

    private static Onnx.NodeProto written(
            Onnx.NodeProto inner, Onnx.NodeProto call, String caller, Map<String, String> names) {
        Onnx.NodeProto.Builder node = inner.toBuilder()
                .setName(caller + "/" + (inner.getName().isEmpty() ? inner.getOpType() : inner.getName()))
                .clearInput()
                .clearOutput()
                .clearAttribute();
        inner.getInputList().forEach(name -> node.addInput(renamed(name, caller, names)));
        inner.getOutputList().forEach(name -> node.addOutput(renamed(name, caller, names)));
        for (Onnx.AttributeProto attribute : inner.getAttributeList()) {
            if (attribute.getRefAttrName().isEmpty()) {
                node.addAttribute(attribute);
            } else {
                call.getAttributeList().stream()
                        .filter(given -> given.getName().equals(attribute.getRefAttrName()))
                        .map(given ->
                                given.toBuilder().setName(attribute.getName()).build())
                        .forEach(node::addAttribute);
            }
        }
        return node.build();
    }

    private static String renamed(String name, String caller, Map<String, String> names) {
        return name.isEmpty() ? "" : names.computeIfAbsent(name, inner -> caller + "/" + inner);
    }
}
