package org.evalgap.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.tensor.ElementType;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.TensorData;

/** What is asked before a checkpoint is copied with other values. */
final class CopyCheck {

    private static final double LARGEST_HALF = 65504;

    private CopyCheck() {}

    /** @throws ModelException with every value that cannot be written */
    static void check(Path source, Path target, StateDict state, Map<String, double[]> values) {
        List<ModelProblem> problems = new ArrayList<>();
        if (target.toAbsolutePath().normalize().equals(source.toAbsolutePath().normalize())) {
            problems.add(new ModelProblem("a file other than the one that is copied", "the same"));
        }
        values.forEach((name, given) -> {
            TensorData tensor = state.tensors().get(name);
            if (tensor == null) {
                problems.add(new ModelProblem(name, "a tensor of " + state.description(), "none of that name"));
            } else if (given.length != tensor.length()) {
                problems.add(new ModelProblem(
                        name, tensor.length() + " values for " + tensor.shapeText(), Integer.toString(given.length)));
            } else {
                problemOf(name, tensor.type(), given).ifPresent(problems::add);
            }
        });
        if (!problems.isEmpty()) {
            throw ModelException.whileWriting(target, problems);
        }
    }

    private static Optional<ModelProblem> problemOf(String name, ElementType type, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || type == ElementType.FLOAT16 && Math.abs(values[i]) > LARGEST_HALF) {
                return Optional.of(new ModelProblem(name, "finite values of " + type, values[i] + " at element " + i));
            }
        }
        return Optional.empty();
    }
}
