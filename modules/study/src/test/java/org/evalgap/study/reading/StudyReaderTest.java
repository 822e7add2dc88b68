package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.evalgap.study.settings.NetworkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudyReaderTest {

    private static final String TEN = "0123456789";
    private static final String HUNDRED = TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN + TEN;
    /** 259 bytes in UTF-8. */
    private static final String LONG = HUNDRED + HUNDRED + "größer, und immer größer, als ein Dateiname werden darf";

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
    void aStudyInThisDirectoryIncludesWhatIsBesideIt() throws IOException {
        Path included = Files.createTempFile(Path.of(""), "axes", ".conf");
        Path file = Files.createTempFile(Path.of(""), "study", ".conf");
        // A name without an ending stands for the file with one, though there is a directory of that name.
        String name = included.toString().replace(".conf", "");
        Files.createDirectory(Path.of(name));
        try {
            Files.writeString(included, "training.batch-size = [2, 4]");
            Files.writeString(file, "study { name = test, trial.network = cnn, grid { include \"" + name + "\" } }");
            assertThat(file.getParent()).isNull();
            assertThat(StudyReader.read(file).cells().size()).isEqualTo(2);
        } finally {
            Files.delete(Path.of(name));
            Files.delete(included);
            Files.delete(file);
        }
    }

    /** A study of others must not reach servers or resources through whoever runs it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "url(\"http://127.0.0.1:1/a.conf\")",
                "required(url(\"http://127.0.0.1:1/a.conf\"))",
                "\"http://127.0.0.1:1/a.conf\"",
                "\"jar:file:/a.jar!/a.conf\"",
                "classpath(\"reference.conf\")",
            })
    void nothingButAFileIsIncluded(String include, @TempDir Path directory) throws IOException {
        Path other = Files.writeString(directory.resolve("other.conf"), "include " + include);
        Path file = Files.writeString(
                directory.resolve("study.conf"), "include \"other.conf\"\nstudy { name = test, trial.network = cnn }");

        assertThatThrownBy(() -> StudyReader.read(file))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("expected HOCON, received an include of ")
                .hasMessageContaining(", where only a file can be included");
        assertThatThrownBy(() -> StudyReader.parse("text", Files.readString(other)))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining(", where only a file can be included");
        assertThatThrownBy(() -> PreprocessingReader.read(other))
                .hasMessageContaining(", where only a file can be included");
    }

    /** To open a pipe is to wait for whoever writes into it. */
    @ParameterizedTest
    @ValueSource(strings = {"\"/dev/null\"", "file(\"/dev/null\")", "required(file(\"/dev/null\"))", "\"pipe\""})
    void aPipeOrDeviceIsNotIncluded(String include, @TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe.conf");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file =
                Files.writeString(directory.resolve("study.conf"), "include " + include + "\nstudy { name = test }");

        assertThatThrownBy(() -> StudyReader.read(file))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining(", where only a file can be included");
    }

    @Test
    void settingsThatAreTooDeepAreRefused() {
        String deep = "study " + "{ a ".repeat(50_000) + "}".repeat(50_000);
        assertThatThrownBy(() -> StudyReader.parse("deep", deep))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("deep: expected settings that fit into memory, received larger or deeper ones");
    }

    /** An output directory may be of others: what they put there is read, and nothing through it. */
    @Test
    void whatAnOutputHoldsIncludesNothing(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("elsewhere.conf"), "study.seed = 7");
        String includes = "include required(file(\"" + file + "\"))";
        assertThat(StudyChanges.between(includes, "study.seed = 8")).isEmpty();
        assertThat(StudyChanges.between("study.seed = 7", "study.seed = 8")).hasSize(1);
        assertThatThrownBy(() -> TrialSettings.leaves(includes)).isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../elsewhere", "/etc", "a/b", "..", ".hidden", "a\\\\b", "a\\nb", "a\\u001b[31m", LONG})
    void aStudysNameLeadsNowhereElse(String name) {
        assertThatThrownBy(() -> StudyReader.parse("text", "study { name = \"" + name + "\" }"))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("study.name: expected a name that a directory can have (no slash, backslash or"
                        + " control character, no dot in front, at most 255 bytes), received ");
        assertThat(StudyReader.parse("text", "study { name = \"größe: 2 [a] <b>\", trial.network = cnn }")
                        .name())
                .isEqualTo("größe: 2 [a] <b>");
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
