package org.evalgap.results.claims;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.evalgap.study.plan.Plan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The studies after papers. */
class PaperStudiesTest {

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../../conf/papers"))) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyContrastHasTrialsToLookAt(Path file) {
        List<Claim> claims = ClaimsFile.read(
                ConfigFactory.parseFile(file.toFile()).getConfig("study").withOnlyPath("claims"));
        Plan plan = ArticleStudyTest.plan(file);

        assertThat(claims).isNotEmpty();
        ArticleStudyTest.assertContrastsHaveTrials(claims, plan);
    }

    /** What the cost model expects of two cores. */
    @ParameterizedTest
    @MethodSource("files")
    void takesAtMostAnHourAndAHalfOnTwoCores(Path file) {
        assertThat(ArticleStudyTest.plan(file).predictedSeconds() / 2 / 60).isBetween(0.1, 90.0);
    }
}
