package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;

class StudyValidatorTest {

    private static final Study FILES = StudyReader.parse("test.conf", """
            study {
              name = from files
              dataset { kind = idx, train-images = a, train-labels = b, test-images = c, test-labels = d }
              trial.network = simplenet
              grid { training.batch-size = [1, 2, 3, 4], network.normalization = [batch, group] }
            }
            """);

    @Test
    void aStudyThatFitsItsFilesPasses() {
        Study fits = StudyReader.parse(
                "test.conf",
                "study { name = x, dataset { kind = cifar10, train-files = [a], test-files = [b] }, trial.network = cnn }");
        assertThatCode(() -> StudyValidator.validate(fits, new DatasetFacts(new Shape(32, 32, 3), 10, 100, 10)))
                .doesNotThrowAnyException();
    }

    @Test
    void allThatDoesNotFitTheFilesIsReportedWithTheNumberOfCells() {
        DatasetFacts facts = new DatasetFacts(new Shape(5, 5, 1), 10, 3, 10);

        assertThatThrownBy(() -> StudyValidator.validate(FILES, facts))
                .isInstanceOf(StudyException.class)
                .hasMessage("""
                        Cannot use study from files: 4 problems
                          study.grid."training.batch-size"[0]: expected a size that gives BatchNorm more than one value per channel, received 1 (in 1 of 8 cells)
                          study.grid."training.batch-size"[1]: expected a size that gives BatchNorm more than one value per channel in the last batch too, of 1 of 3 images, or drop-last = true, received 2 (in 1 of 8 cells)
                          study.grid."training.batch-size"[3]: expected at most the 3 training images, received 4 (in 2 of 8 cells)
                          study.trial.network.groups: expected a divisor of the 25 channels, received 4 (in 4 of 8 cells)""".stripTrailing());
    }

    @Test
    void aLastBatchOfOneThatIsNeverReachedIsNoProblem() {
        DatasetFacts facts = new DatasetFacts(new Shape(4, 4, 1), 10, 101, 10);
        String study = """
                study {
                  name = steps
                  dataset { kind = idx, train-images = a, train-labels = b, test-images = c, test-labels = d }
                  trial { network = simplenet, training { batch-size = 10, steps = %d } }
                }
                """;
        assertThatCode(() -> StudyValidator.validate(StudyReader.parse("ten", study.formatted(10)), facts))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StudyValidator.validate(StudyReader.parse("eleven", study.formatted(11)), facts))
                .isInstanceOf(StudyException.class);
    }
}
