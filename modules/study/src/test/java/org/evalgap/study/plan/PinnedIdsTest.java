package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.Shape;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.reading.TrialSettings;
import org.junit.jupiter.api.Test;

/**
 * Ids and settings of trials are the same as in outputs that were written before. A setting that is added, and is at its
 * default, must not show here.
 */
class PinnedIdsTest {

    private static final Path QUICKSTART = Path.of("src/test/resources/org/evalgap/study/plan/quickstart-0.1.0.conf");
    private static final Path PINNED = Path.of("src/test/resources/org/evalgap/study/plan/ids.txt");
    private static final DatasetFacts FACTS = new DatasetFacts(new Shape(28, 28, 1), 10, 4000, 2000);

    @Test
    void idsAreThoseOfOutputsWrittenBefore() throws IOException {
        List<String> lines = new ArrayList<>();
        add(lines, "quickstart.conf", StudyReader.read(QUICKSTART));
        int number = 0;
        for (String text : Files.readAllLines(PINNED.resolveSibling("studies.txt"))) {
            if (!text.isBlank()) {
                add(lines, "study " + number++, StudyReader.parse("pinned", text));
            }
        }
        if (Boolean.getBoolean("ids.write")) {
            Files.writeString(PINNED, String.join("\n", lines) + "\n");
        }

        assertThat(lines).containsExactlyElementsOf(Files.readAllLines(PINNED));
    }

    private static void add(List<String> lines, String name, Study study) {
        lines.add("# " + name);
        lines.add(Canonical.json(TrialSettings.of(study.evaluation())));
        Plan plan = Plan.of(study, FACTS, "fingerprint", "1", CostModel.DEFAULT, id -> false);
        plan.trainings().stream()
                .flatMap(training -> training.trials().stream()
                        .map(trial -> trial.id() + " " + training.id() + " " + TrialSettings.json(trial.config())))
                .sorted()
                .limit(12)
                .forEach(lines::add);
    }
}
