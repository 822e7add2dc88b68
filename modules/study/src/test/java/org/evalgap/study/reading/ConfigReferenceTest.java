package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.Limits;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.InstanceNorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.study.binding.Field;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.settings.CompositionSettings;
import org.evalgap.study.settings.DatasetSettings;
import org.evalgap.study.settings.LearningRateSchedule;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TransformSettings;
import org.evalgap.study.settings.layer.LayerSettings;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    @Test
    void everyDefaultIsAcceptedByItsKey() {
        Problems problems = new Problems();
        for (Settings.At section : Settings.of(StudyFile.class).sections("study")) {
            for (Field field : section.settings().fields()) {
                Place place = new Place(section.path() + "." + field.key(), Location.STUDY, problems);
                field.defaultValue().ifPresent(value -> field.read(value, place));
            }
        }
        assertThat(problems.found()).isEmpty();
    }

    @Test
    void everyDescriptionIsOfAComponent() {
        for (Class<?> described : List.of(
                DatasetSettings.class, LayerSettings.class, CompositionSettings.class, TransformSettings.class)) {
            List<Settings<?>> kinds = Settings.kinds(described);
            for (int i = 0; i < kinds.size(); i++) {
                Class<?> kind = described.getAnnotation(Kinds.class).kinds()[i];
                assertThat(kinds.get(i).fields()).as(kind.getSimpleName()).hasSameSizeAs(kind.getMethods());
            }
        }
    }

    @Test
    void asManyEmbeddedImagesCanBeKeptAsThereAre() {
        DatasetFacts facts = new DatasetConfig.Embedded(Limits.NONE, DatasetConfig.Embedded.FASHION_MNIST)
                .facts()
                .orElseThrow();

        assertThat(Settings.kinds(DatasetSettings.class).get(0).fields())
                .extracting(Field::expected)
                .startsWith(
                        "an integer from 1 to " + facts.trainImages() / facts.classes() + ", or all",
                        "an integer from 1 to " + facts.testImages() / facts.classes() + ", or all");
    }

    @Test
    void everyRecordCanBeWrittenInAStudyFile() {
        assertThat(written(DatasetSettings.class)).containsExactlyInAnyOrder(kinds(DatasetConfig.class));
        assertThat(written(NetworkConfig.class)).containsExactlyInAnyOrder(kinds(NetworkConfig.class));
        assertThat(written(LayerSettings.class))
                .as("layers of a chain; the others are nodes of graphs")
                .containsExactlyInAnyOrder(Stream.of(kinds(LayerSpec.class))
                        .filter(kind -> LayerSpec.class.equals(kind.getEnclosingClass()) || kind == InstanceNorm.class)
                        .toArray(Class<?>[]::new));
        assertThat(written(LearningRateSchedule.class)).containsExactlyInAnyOrder(kinds(LearningRateSchedule.class));
        assertThat(written(CompositionSettings.class)).containsExactlyInAnyOrder(kinds(BatchComposition.class));
        assertThat(written(TransformSettings.class)).containsExactlyInAnyOrder(kinds(Transform.class));
    }

    private static List<Class<?>> written(Class<?> described) {
        return Settings.kinds(described).stream().<Class<?>>map(Settings::type).toList();
    }

    private static Class<?>[] kinds(Class<?> sealed) {
        return records(sealed).toArray(Class<?>[]::new);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(ConfigReferenceTest::records)
                : Stream.of(type);
    }

    @Test
    void theMarkdownHasARowForEveryKey() {
        String markdown = ConfigReference.markdown();

        assertThat(markdown.lines().filter(line -> line.startsWith("| `"))).hasSameSizeAs(ConfigReference.entries());
        assertThat(markdown)
                .contains("| `batch-size` | an integer of at least 1 | `32` | Images per step. |\n")
                .contains("| `name` | a text | required | Names the study in tables and pages. |\n")
                .contains(
                        "| `steps` | an integer of at least 1, or none | `none` | Optimizer steps, instead of epochs. |\n")
                .contains("| `weight-decay` | a number of at least 0 | `0.0005` | ")
                .contains("#### `study.trial.network`, `kind = cnn`\n");
        assertThat(ConfigReference.entries())
                .allSatisfy(entry -> assertThat(entry.meaning()).endsWith("."));
    }

    @Test
    void everyEntryIsInOneLineOfMarkdown() {
        assertThat(ConfigReference.entries().stream()
                        .map(entry -> entry.accepts() + entry.meaning() + entry.defaultValue())
                        .collect(Collectors.joining()))
                .doesNotContain("|", "\n");
    }

    @Test
    void axisKeysAreTheKeysOfTheTrial() {
        assertThat(TrialParts.axisKeys())
                .doesNotHaveDuplicates()
                .contains(
                        "network",
                        "network.kind",
                        "network.widths",
                        "network.layers",
                        "network.batch-norm-momentum",
                        "training",
                        "training.batch-size",
                        "training.composition",
                        "training.composition.second-domain",
                        "training.learning-rate-schedule",
                        "training.learning-rate-schedule.milestones",
                        "training.warm-up",
                        "training.label-smoothing",
                        "network.dropout-unit",
                        "network.ghost-batch-size",
                        "augmentation",
                        "augmentation.eval");
    }
}
