package org.evalgap.experiment.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.evalgap.experiment.config.Variants.Variant;
import org.evalgap.experiment.data.DatasetConfig;
import org.evalgap.experiment.sampling.BatchComposition;
import org.evalgap.experiment.transform.Transform;
import org.evalgap.nn.graph.LayerSpec;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    @Test
    void everyDefaultIsAcceptedByItsKey() {
        Problems problems = new Problems();
        for (Section section : ConfigReference.sections()) {
            for (Key<?> key : section.keys()) {
                section.defaultOf(key)
                        .ifPresent(value -> key.type().read(value, section.name() + "." + key.name(), problems));
            }
        }
        assertThat(problems.found()).isEmpty();
    }

    @Test
    void everyDefaultBelongsToAKey() {
        List<String> known = new ArrayList<>();
        ConfigReference.sections()
                .forEach(section -> section.keys().forEach(key -> known.add(section.name() + "." + key.name())));
        ConfigObject defaults =
                ConfigFactory.parseResources(Section.class, "defaults.conf").root();

        assertThat(paths("", defaults).stream()
                        .filter(path -> !path.startsWith("augmentation-presets."))
                        .filter(path -> known.stream().noneMatch(path::equals)))
                .isEmpty();
    }

    private static List<String> paths(String above, ConfigObject object) {
        List<String> paths = new ArrayList<>();
        object.forEach((name, value) -> {
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                paths.addAll(paths(above + name + ".", inner));
            } else {
                paths.add(above + name);
            }
        });
        return paths;
    }

    @Test
    void keysOfMirroredRecordsAreNamedAfterTheirComponents() {
        List<Variants<?>> all = List.of(
                DatasetSection.VARIANTS,
                NetworkSection.VARIANTS,
                LayerSection.VARIANTS,
                CompositionSection.VARIANTS,
                ScheduleSection.VARIANTS,
                TransformSection.VARIANTS);
        for (Variants<?> variants : all) {
            for (Variant<?> variant : variants.variants()) {
                Problems problems = new Problems();
                ConfigObject kindOnly =
                        ConfigFactory.parseString("kind = " + variant.kind()).root();
                Object read = variants.read(kindOnly, "x", Location.STUDY, problems);
                // Reading throws if keys and components differ; what is required and missing is the only problem.
                assertThat(problems.found())
                        .allSatisfy(problem -> assertThat(problem.received()).isEqualTo("nothing"));
                assertThat(read == null).isEqualTo(problems.size() > 0);
            }
        }
    }

    @Test
    void everyRecordCanBeWrittenInAStudyFile() {
        assertThat(written(DatasetSection.VARIANTS)).containsExactlyInAnyOrder(kinds(DatasetConfig.class));
        assertThat(written(NetworkSection.VARIANTS)).containsExactlyInAnyOrder(kinds(NetworkConfig.class));
        assertThat(written(LayerSection.VARIANTS)).containsExactlyInAnyOrder(kinds(LayerSpec.class));
        assertThat(written(ScheduleSection.VARIANTS)).containsExactlyInAnyOrder(kinds(LearningRateSchedule.class));
        assertThat(written(CompositionSection.VARIANTS)).containsExactlyInAnyOrder(kinds(BatchComposition.class));
        assertThat(written(TransformSection.VARIANTS)).containsExactlyInAnyOrder(kinds(Transform.class));
    }

    private static List<Class<?>> written(Variants<?> variants) {
        return variants.variants().stream().<Class<?>>map(Variant::type).toList();
    }

    private static Class<?>[] kinds(Class<?> sealed) {
        return sealed.getPermittedSubclasses();
    }

    @Test
    void theMarkdownHasARowForEveryKey() {
        String markdown = ConfigReference.markdown();

        assertThat(markdown.lines().filter(line -> line.startsWith("| `"))).hasSameSizeAs(ConfigReference.entries());
        assertThat(markdown)
                .contains("| `batch-size` | an integer of at least 1 | `32` | Images per step. |\n")
                .contains("| `name` | a text | required | Names the study in tables and pages. |\n")
                .contains("| `steps` | an integer of at least 1 | none | Optimizer steps, instead of epochs. |\n")
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
        assertThat(TrialSection.axisKeys())
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
