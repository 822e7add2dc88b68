package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The studies that README.md files show can be used as they stand there. */
class ReadmeTest {

    private static final Pattern STUDY = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);

    @Test
    void studiesCanBeUsed() throws IOException {
        Path root = Path.of("..", "..");
        String readme = Files.readString(root.resolve("README.md")) + Files.readString(root.resolve("conf/README.md"));
        List<Study> studies = STUDY.matcher(readme)
                .results()
                .map(match -> StudyReader.parse("README.md", match.group(1)))
                .toList();

        assertThat(studies)
                .isNotEmpty()
                .allSatisfy(study -> assertThat(study.cells().size()).isGreaterThan(1));
    }
}
