package org.evalgap.models.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.StateDict;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.TensorData;

/** Matches a state dict with the arrays of a network, by name. */
final class StateMatch {

    private static final String COUNTER = "num_batches_tracked";

    private static final String VARIANCE = "running_var";

    private static final Pattern NUMBERED = Pattern.compile("\\d+");

    private final Path file;
    private final OnnxImport.Result network;
    private final List<ModelProblem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private StateMatch(Path file, OnnxImport.Result network) {
        this.file = file;
        this.network = network;
        notes.addAll(network.notes());
    }

    static ImportedModel ofOwn(OnnxModel model, OnnxImport.Result network) {
        StateMatch match = new StateMatch(model.file(), network);
        if (network.movedStatistics()) {
            match.notes.add(
                    "an export with TrainingMode.TRAINING runs the model once in TRAIN mode: the running"
                            + " statistics in the file are one step on from the model's; a checkpoint given beside it has them");
        }
        return match.match(model.stateDicts().get(0), network.arrays());
    }

    static ImportedModel of(OnnxModel model, Checkpoint weights, Optional<String> part, OnnxImport.Result network) {
        StateMatch match = new StateMatch(weights.file(), network);
        StateDict state = match.choose(weights.stateDicts(), part);
        match.checkFused(model, state);
        match.checkNames(state);
        List<String> others = weights.stateDicts().stream()
                .filter(other -> !other.part().equals(state.part()))
                .map(StateDict::description)
                .toList();
        match.notes.add(
                "weights of " + state.description() + " of " + weights.file().getFileName()
                        + (others.isEmpty() ? "" : "; also there: " + String.join(", ", others)));
        return match.match(state, state.tensors());
    }

    /** The part that was asked for, or the first that has what the network needs. */
    private StateDict choose(List<StateDict> states, Optional<String> part) {
        Set<String> names = network.arrays().keySet();
        List<StateDict> candidates = states.stream()
                .filter(state -> part.isEmpty() || part.get().equals(state.part()))
                .toList();
        if (candidates.isEmpty()) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "one of the parts "
                                    + states.stream().map(StateDict::part).toList(),
                            part.orElse("none")));
        }
        return candidates.stream()
                .flatMap(state -> state.holding(names).stream())
                .findFirst()
                .orElse(candidates.get(0));
    }

    private void checkFused(OnnxModel model, StateDict state) {
        TreeSet<String> statistics = state.tensors().keySet().stream()
                .filter(name -> name.endsWith(VARIANCE))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean noneInGraph = network.arrays().keySet().stream().noneMatch(name -> name.endsWith(VARIANCE));
        if (noneInGraph && !statistics.isEmpty()) {
            throw new ModelException(
                    model.file(),
                    FusedNorms.problem("a graph without them, while " + file.getFileName()
                            + " has running statistics, such as " + ModelProblem.printable(statistics.first())));
        }
    }

    private void checkNames(StateDict state) {
        for (String name : network.arrays().keySet()) {
            if (!state.tensors().containsKey(name)) {
                problems.add(new ModelProblem(ModelProblem.printable(name), "this key of the model", "no such key"));
            }
        }
        Set<String> branches = network.arrays().keySet().stream()
                .map(StateMatch::branch)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> unused = new LinkedHashSet<>();
        boolean complete = problems.isEmpty();
        for (String name : state.tensors().keySet()) {
            if (network.arrays().containsKey(name) || name.endsWith(COUNTER)) {
                continue;
            }
            // Auxiliary heads are trained and saved, and not exported; numbers are layers of a chain.
            if (complete
                    && !branches.contains(branch(name))
                    && !NUMBERED.matcher(branch(name)).matches()) {
                unused.add(branch(name));
            } else {
                problems.add(new ModelProblem(
                        ModelProblem.printable(name), "only keys of the model", "a key that its graph does not use"));
            }
        }
        if (!unused.isEmpty()) {
            notes.add("not in the graph and left out: " + String.join(", ", unused));
        }
    }

    private static String branch(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private ImportedModel match(StateDict state, Map<String, TensorData> tensors) {
        Map<String, float[]> values = new LinkedHashMap<>();
        network.arrays().forEach((name, own) -> {
            TensorData tensor = tensors.get(name);
            if (tensor != null) {
                Optional<ModelProblem> problem = problem(name, own.shape(), tensor);
                problem.ifPresent(problems::add);
                values.put(name, tensor.toFloats());
            }
        });
        for (String counter : network.counters()) {
            TensorData tensor = tensors.get(counter);
            values.put(counter, new float[] {tensor == null || tensor.length() != 1 ? 0 : (float) tensor.get(0)});
        }
        if (!problems.isEmpty()) {
            throw new ModelException(file, problems);
        }
        return new ImportedModel(network.spec(), values, state, notes);
    }

    private static Optional<ModelProblem> problem(String name, long[] shape, TensorData tensor) {
        String shown = ModelProblem.printable(name);
        if (!Arrays.equals(shape, tensor.shape())) {
            return Optional.of(new ModelProblem(shown, "shape " + TensorData.shapeText(shape), tensor.shapeText()));
        }
        if (!tensor.type().floating()) {
            return Optional.of(new ModelProblem(
                    shown, "floating point values", tensor.type().toString()));
        }
        boolean variance = name.endsWith(VARIANCE);
        for (int i = 0; i < tensor.length(); i++) {
            double value = tensor.get(i);
            if (!Double.isFinite((float) value)) {
                return Optional.of(new ModelProblem(shown, "finite values", value + " at element " + i));
            }
            if (variance && value < 0) {
                return Optional.of(new ModelProblem(shown, "variances of at least 0", value + " at element " + i));
            }
        }
        return Optional.empty();
    }
}
