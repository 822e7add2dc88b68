package org.evalgap.models.tensor;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A model that cannot be used, with everything that is wrong with it. */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ModelProblem> problems;

    /**
     * @param file the file that cannot be used
     * @param problems at least one
     */
    public ModelException(Path file, List<ModelProblem> problems) {
        this("use", file, problems, null);
    }

    public ModelException(Path file, ModelProblem problem) {
        this("use", file, List.of(problem), null);
    }

    public ModelException(Path file, ModelProblem problem, Throwable cause) {
        this("use", file, List.of(problem), cause);
    }

    private ModelException(String verb, Path file, List<ModelProblem> problems, Throwable cause) {
        super(message(verb, file, problems), cause);
        this.problems = List.copyOf(problems);
    }

    /** A copy that cannot be written. */
    public static ModelException whileWriting(Path file, List<ModelProblem> problems) {
        return new ModelException("write", file, problems, null);
    }

    /** What is wrong, in the order of the file. */
    public List<ModelProblem> problems() {
        return problems;
    }

    private static String message(String verb, Path file, List<ModelProblem> problems) {
        String what = "Cannot " + verb + " " + file.getFileName() + ": ";
        return problems.size() == 1
                ? what + problems.get(0)
                : problems.stream()
                        .map(problem -> "\n  " + problem)
                        .collect(Collectors.joining("", what + problems.size() + " problems", ""));
    }
}
