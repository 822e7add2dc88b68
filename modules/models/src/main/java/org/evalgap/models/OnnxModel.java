package org.evalgap.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.Reason;
import org.evalgap.models.tensor.TensorData;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** A model as PyTorch exports it: a graph of operators and, as its initializers, the parameters and buffers. */
public final class OnnxModel implements Checkpoint {

    private static final long LARGEST_FILE = Integer.MAX_VALUE - 8;

    private final Path file;
    private final Onnx.ModelProto proto;
    private final Onnx.GraphProto graph;
    private final Map<String, TensorData> initializers;
    private final Map<String, String> aliases;

    private OnnxModel(Path file, Onnx.ModelProto proto, Onnx.GraphProto graph, Map<String, TensorData> initializers) {
        this.file = file;
        this.proto = proto;
        this.graph = graph;
        this.initializers = initializers;
        this.aliases = aliases(graph, initializers.keySet());
    }

    /**
     * Reads a model and the data beside it.
     *
     * @throws ModelException with everything that is wrong with the file
     */
    public static OnnxModel open(Path file) {
        Onnx.ModelProto proto = parse(file);
        if (!proto.hasGraph() || proto.getGraph().getNodeCount() == 0) {
            throw new ModelException(file, new ModelProblem("a model in ONNX", "one without a graph of operators"));
        }
        OnnxTensors tensors = new OnnxTensors(file);
        Map<String, TensorData> initializers = new LinkedHashMap<>();
        List<ModelProblem> problems = new ArrayList<>();
        for (Onnx.TensorProto tensor : proto.getGraph().getInitializerList()) {
            try {
                if (initializers.put(tensor.getName(), tensors.read(tensor)) != null) {
                    problems.add(new ModelProblem(
                            ModelProblem.printable(tensor.getName()), "one initializer of each name", "two"));
                }
            } catch (OnnxTensors.Unreadable e) {
                problems.add(e.problem());
            }
        }
        if (!problems.isEmpty()) {
            throw new ModelException(file, problems);
        }
        return new OnnxModel(file, proto, withoutCalls(file, proto), initializers);
    }

    private static Onnx.GraphProto withoutCalls(Path file, Onnx.ModelProto proto) {
        try {
            return OnnxFunctions.inlined(proto);
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "functions that end", "calls without end of " + ModelProblem.printable(e.getMessage())),
                    e);
        }
    }

    private static Onnx.ModelProto parse(Path file) {
        try {
            Reason.requireFile(file);
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new ModelException(
                        file,
                        new ModelProblem("at most 2 GiB; larger weights belong into external data", size + " bytes"));
            }
            // From a stream each tensor's bytes lie in memory once.
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return Onnx.ModelProto.parseFrom(in);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(
                    file, new ModelProblem("a complete model in ONNX", "a file that is cut off or of another kind"), e);
        } catch (IOException e) {
            throw new ModelException(file, new ModelProblem("a file that can be read", Reason.of(e)), e);
        }
    }

    /** The exporter stores equal tensors once; the other parameters are then outputs of Identity nodes. */
    private static Map<String, String> aliases(Onnx.GraphProto graph, Set<String> initializers) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (Onnx.NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Identity") && node.getInputCount() == 1 && node.getOutputCount() == 1) {
                String source = aliases.getOrDefault(node.getInput(0), node.getInput(0));
                if (initializers.contains(source)) {
                    aliases.put(node.getOutput(0), source);
                }
            }
        }
        return aliases;
    }

    @Override
    public Path file() {
        return file;
    }

    /** The graph's initializers, those that share a stored tensor under their own names. */
    @Override
    public List<StateDict> stateDicts() {
        Map<String, TensorData> tensors = new LinkedHashMap<>(initializers);
        aliases.forEach((name, source) -> tensors.put(name, initializers.get(source)));
        return List.of(new StateDict("", "", tensors));
    }

    /** The graph, without calls of the model's own functions. */
    public Onnx.GraphProto graph() {
        return graph;
    }

    public Onnx.ModelProto proto() {
        return proto;
    }

    /** Whether a node does nothing but give a stored tensor the name of another parameter. */
    public boolean isAlias(OnnxNode node) {
        return aliases.containsKey(node.outputs().get(0));
    }

    /** Parameters and buffers by the names the graph's nodes use, aliases included. */
    public Map<String, TensorData> parameters() {
        return stateDicts().get(0).tensors();
    }

    /** Changed tensors lie in the copy itself; data in other files is copied along with it. */
    @Override
    public void writeCopy(Path target, StateDict state, Map<String, double[]> values) {
        CopyCheck.check(file, target, state, values);
        try {
            Onnx.ModelProto copy = proto.toBuilder().setGraph(changed(values)).build();
            copyExternalData(target);
            Replacement.of(target, partial -> Files.write(partial, copy.toByteArray()));
        } catch (IOException e) {
            throw ModelException.whileWriting(target, List.of(new ModelProblem("a place to write to", Reason.of(e))));
        }
    }

    private Onnx.GraphProto changed(Map<String, double[]> values) {
        Onnx.GraphProto.Builder graph = proto.getGraph().toBuilder();
        Map<String, Onnx.TensorProto> stored = graph.getInitializerList().stream()
                .collect(Collectors.toMap(Onnx.TensorProto::getName, tensor -> tensor));
        // What shares a tensor that changes, or changes itself, gets one of its own.
        Set<String> separated = aliases.keySet().stream()
                .filter(name -> values.containsKey(name) || values.containsKey(aliases.get(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        graph.clearInitializer();
        for (Onnx.TensorProto tensor : proto.getGraph().getInitializerList()) {
            double[] given = values.get(tensor.getName());
            graph.addInitializer(given == null ? tensor : withValues(tensor, tensor.getName(), given));
        }
        for (String name : separated) {
            Onnx.TensorProto source = stored.get(aliases.get(name));
            double[] given = values.get(name);
            graph.addInitializer(
                    given == null ? source.toBuilder().setName(name).build() : withValues(source, name, given));
        }
        graph.clearNode();
        for (Onnx.NodeProto node : proto.getGraph().getNodeList()) {
            if (node.getOutputCount() != 1 || !separated.contains(node.getOutput(0))) {
                graph.addNode(node);
            }
        }
        return graph.build();
    }

    private Onnx.TensorProto withValues(Onnx.TensorProto tensor, String name, double[] values) {
        return OnnxTensors.withValues(
                tensor, name, initializers.get(tensor.getName()).type(), values);
    }

    /** Whether some tensors lie in files beside this one. */
    public boolean hasExternalData() {
        return external().findAny().isPresent();
    }

    private Stream<Onnx.TensorProto> external() {
        return proto.getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL);
    }

    private void copyExternalData(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Set<String> locations = external()
                .flatMap(tensor -> tensor.getExternalDataList().stream())
                .filter(entry -> entry.getKey().equals("location"))
                .map(Onnx.StringStringEntryProto::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String location : locations) {
            Path source = ExternalData.resolve(file, location).orElseThrow();
            Path copy = folder.resolve(location);
            if (!Files.exists(copy)) {
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
            } else if (Files.mismatch(source, copy) >= 0) {
                throw new IOException(copy.getFileName() + " is there already with other content");
            }
        }
    }
}
