package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.OnnxTensors;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.ShapeException;

/**
 * Turns the graph of an ONNX model into one of ours, node by node. What is constant is computed, what is one operator is
 * translated, and the rest waits in {@link Formulas} until it is known what several nodes are together.
 */
final class OnnxImport {

    static final String KNOWN_OPERATOR = "an operator that the engine has";

    /** Stands for a batch size that the file leaves open: a prime that no network has for a size. */
    private static final long OPEN_BATCH = 1_000_003;

    private static final Set<String> ACTIVATIONS =
            Set.of("Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Gelu", "Swish");

    /** Operators that may be a part of a formula. */
    private static final Set<String> WAITING = Set.of("Add", "Sum", "Sub", "Mul", "Div", "Pow", "Sqrt", "Erf");

    private static final Set<String> OTHERS = Set.of(
            "Conv",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Pad",
            "BatchNormalization",
            "InstanceNormalization",
            "GroupNormalization",
            "LayerNormalization",
            "Clip",
            "Dropout",
            "Gemm",
            "MatMul",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Concat",
            "Split",
            "Slice",
            "ReduceMean",
            "Softmax",
            "LogSoftmax",
            "Identity",
            "Cast",
            "Shape",
            "Constant",
            "ConstantOfShape",
            "Expand",
            "Gather",
            "Range",
            "Mod",
            "Min",
            "Max",
            "Equal",
            "Where",
            "Floor",
            "Ceil",
            "Neg");

    private final OnnxModel model;
    private final OnnxInput input;
    private final NetworkBuilder network;
    private final Formulas formulas;
    private final SpatialOperators spatial;
    private final NormOperators norms;
    private final ElementwiseOperators elementwise;
    private final ArrangementOperators arrangements;
    private final LinearOperators linear;
    private final ConstantFolding folding;
    private final Map<String, ImportedValue> values = new HashMap<>();
    private final List<ModelProblem> problems = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final long opset;

    private OnnxImport(OnnxModel model, OnnxInput input) {
        this.model = model;
        this.input = input;
        long batch = input.batch().orElse(OPEN_BATCH);
        network = new NetworkBuilder(input.name(), batch);
        formulas = new Formulas(network);
        spatial = new SpatialOperators(network);
        norms = new NormOperators(network, formulas);
        elementwise = new ElementwiseOperators(network, formulas);
        arrangements = new ArrangementOperators(network, formulas, spatial);
        linear = new LinearOperators(formulas);
        folding = new ConstantFolding(new OnnxTensors(model.file()));
        opset = model.proto().getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(Onnx.OperatorSetIdProto::getVersion)
                .max()
                .orElse(1);
    }

    /**
     * What a model's graph became.
     *
     * @param arrays the parameters and running statistics its nodes use, by name, in PyTorch's layout
     * @param counters names of the batch counters of its BatchNorm layers
     * @param movedStatistics whether the export itself moved the running statistics
     * @param notes what is left out, for people
     */
    record Result(
            NetworkSpec spec,
            Map<String, TensorData> arrays,
            Set<String> counters,
            boolean movedStatistics,
            List<String> notes) {}

    /** @throws ModelException with every node that cannot be turned into one of ours */
    static Result run(OnnxModel model, OnnxInput input) {
        return new OnnxImport(model, input).run();
    }

    private Result run() {
        values.put(input.name(), new ImportedValue.Activations(input.name(), input.shape(network.batch())));
        model.parameters()
                .forEach((name, data) -> values.put(name, new ImportedValue.Constant(data, Optional.of(name))));
        List<OnnxNode> nodes = neededNodes();
        FusedNorms.check(model, nodes);
        nodes.forEach(this::visit);
        String output = problems.isEmpty() ? output() : "";
        if (!problems.isEmpty()) {
            throw new ModelException(model.file(), problems);
        }
        return result(output);
    }

    private String output() {
        Onnx.GraphProto graph = model.graph();
        String name = graph.getOutput(0).getName();
        ImportedValue value = values.getOrDefault(name, new ImportedValue.Unknown());
        if (value instanceof ImportedValue.Pending pending && (pending.is("Softmax") || pending.is("LogSoftmax"))) {
            notes.add(pending.node().type() + " at the end is left out: the logits ahead of it are taken");
            value = pending.input(0);
        }
        if (graph.getOutputCount() > 1) {
            notes.add("of " + graph.getOutputCount() + " outputs only the first, '" + ModelProblem.printable(name)
                    + "', is taken");
        }
        try {
            return formulas.activations(null, value).node();
        } catch (UnsupportedNode e) {
            problems.add(e.problem()
                    .orElse(new ModelProblem(ModelProblem.printable(name), "an output that is computed", "none")));
            return "";
        }
    }

    private Result result(String output) {
        List<Node> nodes = network.reachable(output);
        Map<String, TensorData> arrays = new LinkedHashMap<>();
        Map<String, String> users = new HashMap<>();
        Set<String> counters = new LinkedHashSet<>();
        for (Node node : nodes) {
            network.arraysOf(node).forEach((name, data) -> {
                String other = users.putIfAbsent(name, node.name());
                if (other != null) {
                    problems.add(new ModelProblem(
                            ModelProblem.printable(name),
                            "a parameter that one layer uses",
                            other + " and " + node.name() + " use it"));
                }
                arrays.put(name, data);
            });
            if (node.parameters().containsKey("num_batches_tracked")) {
                counters.add(node.parameter("num_batches_tracked"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ModelException(model.file(), problems);
        }
        if (nodes.stream().noneMatch(node -> node.operator() instanceof LayerSpec.Dropout)) {
            notes.add(
                    "no Dropout in the graph: an export of model.eval() leaves it out, and its part in a gap cannot be"
                            + " measured; training=torch.onnx.TrainingMode.TRAINING keeps it");
        }
        try {
            Graph graph = new Graph(input.name(), nodes, output);
            int classes = graph.outputShape(input.image()).size();
            return new Result(
                    new NetworkSpec(input.image(), classes, List.of(graph)),
                    Collections.unmodifiableMap(arrays),
                    counters,
                    trained(nodes),
                    List.copyOf(notes));
        } catch (ShapeException e) {
            throw new ModelException(model.file(), new ModelProblem(e.setting(), e.expected(), e.received()));
        }
    }

    /** Whether the export was made in TRAIN mode. */
    private boolean trained(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> network.originOf(node).integer("training_mode", 0) != 0);
    }

    /** The nodes the first output depends on; newer exporters leave others in. */
    private List<OnnxNode> neededNodes() {
        List<Onnx.NodeProto> all = model.graph().getNodeList();
        Set<String> needed = new HashSet<>(Set.of(model.graph().getOutput(0).getName()));
        boolean[] kept = new boolean[all.size()];
        for (int i = all.size() - 1; i >= 0; i--) {
            kept[i] = all.get(i).getOutputList().stream().anyMatch(name -> !name.isEmpty() && needed.contains(name));
            if (kept[i]) {
                needed.addAll(all.get(i).getInputList());
            }
        }
        List<OnnxNode> nodes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                Onnx.NodeProto proto = all.get(i);
                String name = proto.getName().isEmpty() ? proto.getOutput(0) : proto.getName();
                nodes.add(new OnnxNode(names.add(name) ? name : proto.getOutput(0), proto, opset));
            }
        }
        return nodes;
    }

    private void visit(OnnxNode node) {
        if (model.isAlias(node)) {
            return;
        }
        try {
            List<ImportedValue> inputs = new ArrayList<>();
            for (String name : node.inputs()) {
                if (!name.isEmpty() && !values.containsKey(name)) {
                    throw new UnsupportedNode(node, "inputs that earlier nodes leave", ModelProblem.printable(name));
                }
                inputs.add(name.isEmpty() ? new ImportedValue.Unknown() : values.get(name));
            }
            if (!known(node)) {
                throw new UnsupportedNode(node, KNOWN_OPERATOR, node.type() + on(inputs));
            }
            if (inputs.stream().anyMatch(value -> value instanceof ImportedValue.Unknown) && !optionalLeftOut(node)) {
                throw new UnsupportedNode();
            }
            List<ImportedValue> outputs = outputs(node, inputs);
            for (int i = 0; i < outputs.size(); i++) {
                values.put(node.outputs().get(i), outputs.get(i));
            }
        } catch (UnsupportedNode e) {
            e.problem().ifPresent(problems::add);
            leaveUnknown(node);
        } catch (RuntimeException e) {
            problems.add(new ModelProblem(
                    ModelProblem.printable(node.name()),
                    "a valid " + node.type(),
                    "one that cannot be read (" + e + ")"));
            leaveUnknown(node);
        }
    }

    private void leaveUnknown(OnnxNode node) {
        node.outputs().forEach(name -> values.put(name, new ImportedValue.Unknown()));
    }

    private static boolean optionalLeftOut(OnnxNode node) {
        return node.inputs().contains("");
    }

    private static boolean known(OnnxNode node) {
        if (!node.proto().getDomain().isEmpty() && !node.proto().getDomain().equals("ai.onnx")) {
            return false;
        }
        return ACTIVATIONS.contains(node.type()) || WAITING.contains(node.type()) || OTHERS.contains(node.type());
    }

    private List<ImportedValue> outputs(OnnxNode node, List<ImportedValue> inputs) {
        if (node.type().equals("Shape")) {
            return List.of(shapeOf(node, inputs.get(0).shape()));
        }
        if (inputs.stream().allMatch(ImportedValue.Constant.class::isInstance)) {
            Optional<ImportedValue.Constant> folded = folding.fold(
                    node,
                    inputs.stream().map(ImportedValue.Constant.class::cast).toList());
            if (folded.isPresent()) {
                return List.of(folded.get());
            }
        }
        return node.type().equals("Split") ? arrangements.split(node, inputs) : List.of(output(node, inputs));
    }

    private ImportedValue output(OnnxNode node, List<ImportedValue> inputs) {
        if (ACTIVATIONS.contains(node.type())) {
            return network.add(node, ElementwiseOperators.activation(node), activations(node, inputs.get(0)));
        }
        if (WAITING.contains(node.type())) {
            return waiting(node, inputs);
        }
        return switch (node.type()) {
            case "Conv" ->
                spatial.convolution(
                        node, activations(node, inputs.get(0)), Arguments.constants(node, inputs, 1, inputs.size()));
            case "MaxPool" -> spatial.maxPool(node, activations(node, inputs.get(0)));
            case "AveragePool" -> spatial.averagePool(node, activations(node, inputs.get(0)));
            case "GlobalAveragePool" -> spatial.globalAverage(node, activations(node, inputs.get(0)), 4);
            case "GlobalMaxPool" -> spatial.globalMax(node, activations(node, inputs.get(0)));
            case "Pad" -> arrangements.pad(node, inputs);
            case "BatchNormalization" -> norms.batchNorm(node, inputs);
            case "InstanceNormalization" -> norms.instanceNorm(node, inputs);
            case "GroupNormalization" -> norms.groupNorm(node, inputs);
            case "LayerNormalization" -> norms.layerNorm(node, inputs);
            case "Clip" -> elementwise.clip(node, inputs);
            case "Dropout" -> elementwise.dropout(node, inputs);
            case "Gemm" -> linear.gemm(node, inputs);
            case "MatMul" -> linear.matMul(node, inputs);
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> arrangements.reshape(node, inputs);
            case "Transpose" -> arrangements.transpose(node, inputs.get(0));
            case "Concat" -> arrangements.concat(node, inputs);
            case "Slice" -> arrangements.slice(node, inputs);
            case "ReduceMean" -> arrangements.mean(node, inputs);
            case "Softmax", "LogSoftmax" ->
                new ImportedValue.Pending(node, inputs, inputs.get(0).shape());
            case "Identity", "Cast" -> inputs.get(0);
            default -> throw new UnsupportedNode(node, KNOWN_OPERATOR, node.type() + on(inputs));
        };
    }

    private ImportedValue.Activations activations(OnnxNode node, ImportedValue value) {
        return formulas.activations(node, value);
    }

    private ImportedValue waiting(OnnxNode node, List<ImportedValue> inputs) {
        long[] shape = inputs.get(0).shape();
        for (ImportedValue value : inputs.subList(1, inputs.size())) {
            shape = ShapeInference.broadcast(shape, value.shape());
        }
        return new ImportedValue.Pending(node, inputs, shape);
    }

    private static ImportedValue shapeOf(OnnxNode node, long[] shape) {
        int start = (int) Math.max(0, wrapped(node.integer("start", 0), shape.length));
        int end = (int) Math.min(shape.length, wrapped(node.integer("end", shape.length), shape.length));
        long[] sizes = Arrays.copyOfRange(shape, start, end);
        return new ImportedValue.Constant(TensorData.ofLongs(sizes, sizes.length));
    }

    private static long wrapped(long index, int length) {
        return index < 0 ? index + length : index;
    }

    private String on(List<ImportedValue> inputs) {
        return inputs.isEmpty() || inputs.get(0) instanceof ImportedValue.Unknown
                ? ""
                : " of " + formulas.shapeText(inputs.get(0).shape());
    }
}
