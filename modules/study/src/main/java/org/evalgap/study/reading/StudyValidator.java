package org.evalgap.study.reading;

import java.util.List;
import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.problems.Problem;

/** Checks a study against its dataset. */
public final class StudyValidator {

    private StudyValidator() {}

    /**
     * Checks every cell of a study whose dataset had to be read before its sizes were known. {@link StudyReader} has
     * done so already where {@link org.evalgap.data.DatasetConfig#facts()} has them.
     *
     * @param study as read
     * @param facts of its dataset
     * @throws StudyException with everything that does not fit
     */
    public static void validate(Study study, DatasetFacts facts) {
        CellChecker checker = new CellChecker(study.template(), Optional.of(facts));
        study.cells().stream().forEach(checker::add);
        List<Problem> problems = checker.problems();
        if (!problems.isEmpty()) {
            throw new StudyException(study.name(), problems);
        }
    }
}
