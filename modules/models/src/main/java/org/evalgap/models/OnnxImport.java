package org.evalgap.models;

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
import org.evalgap.nn.Activation;
import org.evalgap.nn.Graph;
import org.evalgap.nn.InstanceNorm;
import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.LayerSpec.BatchNorm;
import org.evalgap.nn.NetworkSpec;
import org.evalgap.nn.Node;
import org.evalgap.nn.Rearrangement;
import org.evalgap.nn.ShapeException;
import org.evalgap.nn.WithoutAffine;

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

    private final OnnxModel model;
    private final OnnxInput input;
    private final NetworkBuilder network;
    private final Formulas formulas;
    private final SpatialOperators spatial;
    private final ConstantFolding folding;
    private final Map<String, ImportedValue> values = new HashMap<>();
    private final List<ModelProblem> problems = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final long opset;
    private boolean movedStatistics;

    private OnnxImport(OnnxModel model, OnnxInput input) {
        this.model = model;
        this.input = input;
        long batch = input.batch().orElse(OPEN_BATCH);
        network = new NetworkBuilder(input.name(), batch);
        formulas = new Formulas(network);
        spatial = new SpatialOperators(network);
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
            notes.add("of " + graph.getOutputCount() + " outputs only the first, '" + TorchPickle.printable(name)
                    + "', is taken");
        }
        try {
            return formulas.activations(null, value).node();
        } catch (UnsupportedNode e) {
            problems.add(e.problem()
                    .orElse(new ModelProblem(TorchPickle.printable(name), "an output that is computed", "none")));
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
                            TorchPickle.printable(name),
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
                    movedStatistics,
                    List.copyOf(notes));
        } catch (ShapeException e) {
            throw new ModelException(model.file(), new ModelProblem(e.setting(), e.expected(), e.received()));
        }
    }

    /** The nodes the first output depends on; newer exporters leave others in. */
    private List<OnnxNode> neededNodes() {
        List<Onnx.NodeProto> all = model.graph().getNodeList();
        Set<String> needed = new HashSet<>(Set.of(model.graph().getOutput(0).getName()));
        boolean[] kept = new boolean[all.size()];
        for (int i = all.size() - 1; i >= 0; i--) {
            kept[i] = all.get(i).getOutputList().stream().anyMatch(needed::contains);
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
                    throw new UnsupportedNode(node, "inputs that earlier nodes leave", TorchPickle.printable(name));
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
                    TorchPickle.printable(node.name()),
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

    private String on(List<ImportedValue> inputs) {
        return inputs.isEmpty() || inputs.get(0) instanceof ImportedValue.Unknown
                ? ""
                : " of " + formulas.shapeText(inputs.get(0).shape());
    }

    private static boolean known(OnnxNode node) {
        if (!node.proto().getDomain().isEmpty() && !node.proto().getDomain().equals("ai.onnx")) {
            return false;
        }
        return ACTIVATIONS.contains(node.type())
                || WAITING.contains(node.type())
                || switch (node.type()) {
                    case "Conv",
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
                            "Neg" -> true;
                    default -> false;
                };
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
        return node.type().equals("Split") ? split(node, inputs) : List.of(output(node, inputs));
    }

    private ImportedValue output(OnnxNode node, List<ImportedValue> inputs) {
        if (ACTIVATIONS.contains(node.type())) {
            return network.add(node, activation(node), activations(node, inputs.get(0)));
        }
        if (WAITING.contains(node.type())) {
            return waiting(node, inputs);
        }
        return switch (node.type()) {
            case "Conv" ->
                spatial.convolution(node, activations(node, inputs.get(0)), constants(node, inputs, 1, inputs.size()));
            case "MaxPool" -> spatial.maxPool(node, activations(node, inputs.get(0)));
            case "AveragePool" -> spatial.averagePool(node, activations(node, inputs.get(0)));
            case "GlobalAveragePool" -> spatial.globalAverage(node, activations(node, inputs.get(0)), 4);
            case "GlobalMaxPool" -> spatial.globalMax(node, activations(node, inputs.get(0)));
            case "Pad" -> pad(node, inputs);
            case "BatchNormalization" -> batchNorm(node, inputs);
            case "InstanceNormalization" -> instanceNorm(node, inputs);
            case "GroupNormalization" -> groupNorm(node, inputs);
            case "LayerNormalization" -> layerNorm(node, inputs);
            case "Clip" -> clip(node, inputs);
            case "Dropout" -> dropout(node, inputs);
            case "Gemm" -> gemm(node, inputs);
            case "MatMul" -> matMul(node, inputs);
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> reshape(node, inputs);
            case "Transpose" -> transpose(node, inputs.get(0));
            case "Concat" -> concat(node, inputs);
            case "Slice" -> slice(node, inputs);
            case "ReduceMean" -> mean(node, inputs);
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

    private ImportedValue.Constant constant(OnnxNode node, ImportedValue value) {
        if (value instanceof ImportedValue.Constant constant) {
            return constant;
        }
        if (value instanceof ImportedValue.Unknown) {
            throw new UnsupportedNode();
        }
        throw new UnsupportedNode(
                node, node.type() + " with constant parameters", "one that depends on the images" + on(List.of(value)));
    }

    private List<ImportedValue.Constant> constants(OnnxNode node, List<ImportedValue> inputs, int from, int to) {
        List<ImportedValue.Constant> constants = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (node.has(i)) {
                constants.add(constant(node, inputs.get(i)));
            }
        }
        return constants;
    }

    private double number(OnnxNode node, List<ImportedValue> inputs, int index, double otherwise) {
        return node.has(index)
                ? Double.parseDouble(Float.toString(
                        (float) constant(node, inputs.get(index)).data().get(0)))
                : otherwise;
    }

    private static LayerSpec activation(OnnxNode node) {
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

    private ImportedValue clip(OnnxNode node, List<ImportedValue> inputs) {
        double least = number(node, inputs, 1, node.number("min", Double.NEGATIVE_INFINITY));
        double most = number(node, inputs, 2, node.number("max", Double.POSITIVE_INFINITY));
        if (least == 0
                && most == 6
                && inputs.get(0) instanceof ImportedValue.Pending sum
                && sum.is("Add")
                && sum.inputs().stream().anyMatch(v -> v instanceof ImportedValue.Constant c && c.isScalar(3))) {
            return new ImportedValue.Pending(node, inputs, inputs.get(0).shape());
        }
        ImportedValue.Activations x = activations(node, inputs.get(0));
        try {
            return network.add(node, new Activation.Clip(least, most), x);
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }

    private ImportedValue dropout(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        boolean training = node.opset() < 12
                || node.has(2) && constant(node, inputs.get(2)).data().get(0) != 0;
        double probability = number(node, inputs, 1, node.number("ratio", 0.5));
        if (!training || probability == 0) {
            return x;
        }
        try {
            return network.add(node, new LayerSpec.Dropout(probability), x);
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }

    private ImportedValue pad(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        long[] pads = node.has(1)
                ? constant(node, inputs.get(1)).data().toLongs()
                : node.integers("pads").orElseThrow();
        if (node.has(3)) {
            int rank = x.shape().length;
            long[] axes = constant(node, inputs.get(3)).data().toLongs();
            long[] all = new long[2 * rank];
            for (int i = 0; i < axes.length; i++) {
                int axis = ShapeInference.axis(axes[i], rank);
                all[axis] = pads[i];
                all[rank + axis] = pads[axes.length + i];
            }
            pads = all;
        }
        return spatial.pad(node, x, pads, number(node, inputs, 2, node.number("value", 0)));
    }

    private ImportedValue batchNorm(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        List<ImportedValue.Constant> arrays = constants(node, inputs, 1, 5);
        if (arrays.size() != 4 || arrays.stream().anyMatch(a -> a.data().length() != x.shape()[1])) {
            throw new UnsupportedNode(
                    node,
                    "a weight, a bias, a mean and a variance for each of " + x.shape()[1] + " channels",
                    arrays.stream().map(a -> a.data().shapeText()).toList().toString());
        }
        movedStatistics |= node.integer("training_mode", 0) != 0;
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

    private ImportedValue instanceNorm(OnnxNode node, List<ImportedValue> inputs) {
        long[] shape = inputs.get(0).shape();
        if (shape.length != 4) {
            return new ImportedValue.Pending(node, inputs, shape);
        }
        List<ImportedValue.Constant> arrays = constants(node, inputs, 1, 3);
        InstanceNorm norm = new InstanceNorm(node.number("epsilon", 1e-5), false, BatchNorm.DEFAULT_MOMENTUM);
        return normalized(
                node, activations(node, inputs.get(0)), norm, arrays.get(0), arrays.get(1), new LinkedHashMap<>());
    }

    private ImportedValue groupNorm(OnnxNode node, List<ImportedValue> inputs) {
        List<ImportedValue.Constant> arrays = constants(node, inputs, 1, 3);
        ImportedValue.Activations x = activations(node, inputs.get(0));
        boolean perGroup = arrays.get(0).data().length() != x.shape()[1];
        if (perGroup && arrays.get(0).isFilledWith(1) && arrays.get(1).isFilledWith(0)) {
            return new ImportedValue.Pending(node, List.of(x), x.shape());
        }
        LayerSpec.GroupNorm norm =
                new LayerSpec.GroupNorm((int) node.integer("num_groups", 1), node.number("epsilon", 1e-5));
        return normalized(node, x, norm, arrays.get(0), arrays.get(1), new LinkedHashMap<>());
    }

    private ImportedValue layerNorm(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        ImportedValue.Constant weight = constant(node, inputs.get(1));
        ImportedValue.Constant bias = node.has(2)
                ? constant(node, inputs.get(2))
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

    private ImportedValue gemm(OnnxNode node, List<ImportedValue> inputs) {
        if (node.number("alpha", 1) != 1 || node.number("beta", 1) != 1 || node.integer("transA", 0) != 0) {
            throw new UnsupportedNode(node, "Gemm with alpha 1, beta 1 and transA 0", "other factors");
        }
        List<ImportedValue.Constant> arrays = constants(node, inputs, 1, 3);
        ImportedValue.Constant weight = arrays.get(0);
        if (node.integer("transB", 0) == 0) {
            weight = new ImportedValue.Constant(weight.data().permuted(1, 0), weight.parameter());
        }
        Optional<ImportedValue.Constant> bias = arrays.size() > 1 ? Optional.of(arrays.get(1)) : Optional.empty();
        return formulas.linear(node, activations(node, inputs.get(0)), weight, bias);
    }

    private ImportedValue matMul(OnnxNode node, List<ImportedValue> inputs) {
        long[] left = inputs.get(0).shape();
        long[] right = inputs.get(1).shape();
        if (left.length != 2 || right.length != 2) {
            throw new UnsupportedNode(
                    node,
                    KNOWN_OPERATOR,
                    "MatMul of " + formulas.shapeText(left) + " and " + formulas.shapeText(right));
        }
        return new ImportedValue.Pending(node, inputs, new long[] {left[0], right[1]});
    }

    private ImportedValue reshape(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue value = inputs.get(0);
        Optional<TensorData> argument =
                node.has(1) ? Optional.of(constant(node, inputs.get(1)).data()) : Optional.empty();
        long[] target = ShapeInference.reshaped(node, value.shape(), argument);
        boolean partOfFormula = value instanceof ImportedValue.Pending pending
                && (pending.is("Transpose") || pending.is("InstanceNormalization") || pending.is("Reshape"));
        boolean plain = (target.length == 2 || target.length == 4) && target[0] == network.batch();
        if (Arrays.equals(target, value.shape())) {
            return value;
        }
        if (partOfFormula || !plain) {
            return new ImportedValue.Pending(node, inputs, target);
        }
        return rearranged(node, activations(node, value), target);
    }

    private ImportedValue rearranged(OnnxNode node, ImportedValue.Activations x, long[] target) {
        // [N, C, 1, 1] and [N, C] are one in the engine.
        boolean flat = NetworkBuilder.shapeOf(x).pixels() == 1;
        boolean toFlat = target.length == 2 || target[2] * target[3] == 1;
        if (flat && toFlat) {
            return new ImportedValue.Activations(x.node(), target);
        }
        if (target.length == 2) {
            return network.add(node, new Rearrangement.FlattenChannelsFirst(), List.of(x), 2, Map.of());
        }
        return network.add(
                node,
                new Rearrangement.Reshape(NetworkBuilder.shapeOf(new ImportedValue.Activations("", target))),
                List.of(x),
                4,
                Map.of());
    }

    private ImportedValue transpose(OnnxNode node, ImportedValue value) {
        long[] shape = value.shape();
        int[] order = ShapeInference.permutation(node, shape.length);
        long[] permuted = new long[shape.length];
        boolean same = true;
        for (int d = 0; d < order.length; d++) {
            permuted[d] = shape[order[d]];
            same &= order[d] == d;
        }
        return same ? value : new ImportedValue.Pending(node, List.of(value), permuted);
    }

    private ImportedValue concat(OnnxNode node, List<ImportedValue> inputs) {
        int rank = inputs.get(0).shape().length;
        if (ShapeInference.axis(node.integer("axis", 1), rank) != 1) {
            throw new UnsupportedNode(node, "Concat of channels", "Concat along dimension " + node.integer("axis", 1));
        }
        return spatial.concatenated(
                node, inputs.stream().map(value -> activations(node, value)).toList());
    }

    private List<ImportedValue> split(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        if (ShapeInference.axis(node.integer("axis", 0), x.shape().length) != 1) {
            throw new UnsupportedNode(node, "Split of channels", "Split along dimension " + node.integer("axis", 0));
        }
        int parts = node.outputs().size();
        long[] sizes = node.has(1)
                ? constant(node, inputs.get(1)).data().toLongs()
                : node.integers("split").orElseGet(() -> equalParts(x.shape()[1], parts));
        List<ImportedValue> outputs = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < parts; i++) {
            outputs.add(spatial.channels(node, x, from, from + sizes[i]));
            from += sizes[i];
        }
        return outputs;
    }

    /** As ONNX does where the sizes are left out: the last part is smaller. */
    private static long[] equalParts(long channels, int parts) {
        long size = (channels + parts - 1) / parts;
        long[] sizes = new long[parts];
        Arrays.fill(sizes, size);
        sizes[parts - 1] = channels - size * (parts - 1);
        return sizes;
    }

    private ImportedValue slice(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = activations(node, inputs.get(0));
        List<TensorData> arguments = new ArrayList<>(List.of(TensorData.ofLongs(new long[0], 0)));
        for (int i = 1; i < inputs.size(); i++) {
            arguments.add(constant(node, inputs.get(i)).data());
        }
        long[] shape = x.shape();
        long[] steps = {1, 1, 1, 1};
        ImportedValue.Activations rest = x;
        for (ShapeInference.Range range : ShapeInference.slices(node, arguments, shape)) {
            boolean whole = range.count() == shape[range.axis()] && range.step() == 1;
            if (range.axis() == 1 && range.step() == 1) {
                rest = (ImportedValue.Activations)
                        spatial.channels(node, rest, range.start(), range.start() + range.count());
            } else if (range.axis() >= 2
                    && range.start() == 0
                    && range.step() > 0
                    && range.count() == (shape[range.axis()] + range.step() - 1) / range.step()) {
                steps[range.axis()] = range.step();
            } else if (!whole) {
                throw new UnsupportedNode(
                        node,
                        "a slice of channels, or every n-th row and column",
                        "elements " + range.start() + " and on of dimension " + range.axis());
            }
        }
        return steps[2] == 1 && steps[3] == 1 ? rest : spatial.subsampled(node, rest, (int) steps[2], (int) steps[3]);
    }

    private ImportedValue mean(OnnxNode node, List<ImportedValue> inputs) {
        long[] shape = inputs.get(0).shape();
        Optional<long[]> given =
                node.has(1) ? Optional.of(constant(node, inputs.get(1)).data().toLongs()) : node.integers("axes");
        boolean keep = node.integer("keepdims", 1) != 0;
        boolean[] reduced = new boolean[shape.length];
        if (given.isEmpty()) {
            Arrays.fill(reduced, true);
        } else {
            Arrays.stream(given.get()).forEach(axis -> reduced[ShapeInference.axis(axis, shape.length)] = true);
        }
        if (shape.length == 4 && !reduced[0] && !reduced[1] && reduced[2] && reduced[3]) {
            return spatial.globalAverage(node, activations(node, inputs.get(0)), keep ? 4 : 2);
        }
        List<Long> left = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            if (!reduced[d]) {
                left.add(shape[d]);
            } else if (keep) {
                left.add(1L);
            }
        }
        return new ImportedValue.Pending(
                node, inputs, left.stream().mapToLong(Long::longValue).toArray());
    }
}
