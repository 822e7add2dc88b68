package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.evalgap.study.settings.NetworkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReaderTest {

    @Test
    void valuesFromSubstitutionsAndIncludesAreInTheText(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("axes.conf"), "training.batch-size = [2, ${study.seed}]");
        Path file = Files.writeString(
                directory.resolve("study.conf"),
                "study { name = test, seed = 4, trial.network = cnn, grid { include \"axes.conf\" } }");

        Study study = StudyReader.read(file);

        assertThat(study.cells().size()).isEqualTo(2);
        assertThat(StudyReader.parse("copy", study.text()).cells().grid().axes())
                .isEqualTo(study.cells().grid().axes());
        assertThat(study.text()).contains("batch-size").doesNotContain("include", "${");
    }

    @Test
    void networksTellTheirSettings() {
        NetworkConfig batch = Studies.trial("network { kind = cnn, batch-norm-momentum = 0.2, dropout = 0.1 }")
                .network();
        NetworkConfig group = Studies.trial("network { kind = simplenet, normalization = group }")
                .network();
        NetworkConfig free = Studies.trial(
                        "network { kind = layers, layers = [flatten, { kind = linear, features = 10 }] }")
                .network();

        assertThat(batch.kind()).isEqualTo("cnn");
        assertThat(batch.normalizationLabel()).contains("batch");
        assertThat(batch.batchNormMomentum()).isEqualTo(OptionalDouble.of(0.2));
        assertThat(batch.dropoutProbability()).isEqualTo(OptionalDouble.of(0.1));
        assertThat(group.kind()).isEqualTo("simplenet");
        assertThat(group.normalizationLabel()).contains("group");
        assertThat(group.batchNormMomentum()).isEmpty();
        assertThat(free.kind()).isEqualTo("layers");
        assertThat(free.normalizationLabel()).isEmpty();
        assertThat(free.dropoutProbability()).isEmpty();
    }
}
