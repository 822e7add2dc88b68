package org.evalgap.study.reading;

import java.util.List;
import java.util.stream.Collectors;
import org.evalgap.study.problems.Problem;

/** A study, or another file of settings, that cannot be used, with everything that is wrong with it. */
public final class StudyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * @param study the file, or the name, of the study
     * @param problems at least one
     */
    public StudyException(String study, List<Problem> problems) {
        this("study", study, problems);
    }

    /**
     * @param kind what the file is for, such as {@code preprocessing}
     * @param file its name
     * @param problems at least one
     */
    public StudyException(String kind, String file, List<Problem> problems) {
        super(message(kind, file, problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the file's keys. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(String kind, String file, List<Problem> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining("", "Cannot use " + kind + " " + file + ": " + count, ""));
    }
}
