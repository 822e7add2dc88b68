package org.evalgap.study.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key of a study file, as the reader knows them. */
public final class ConfigReference {

    /**
     * One key.
     *
     * @param section where its object stands, such as {@code study.trial.network}; {@code []} marks elements of a list
     * @param kind of its object; empty if it has no kinds
     * @param key its name
     * @param accepts what it can be set to
     * @param defaultValue what it is if it is not set; empty if there is no default
     * @param required whether it has to be set
     * @param meaning one sentence
     */
    public record Entry(
            String section,
            Optional<String> kind,
            String key,
            String accepts,
            Optional<String> defaultValue,
            boolean required,
            String meaning) {}

    private ConfigReference() {}

    /** All keys, outer sections first. */
    public static List<Entry> entries() {
        return sections().stream()
                .flatMap(section -> section.keys().stream().map(key -> entry(section, key)))
                .toList();
    }

    /** All keys as Markdown: a heading, a sentence and a table for each section. */
    public static String markdown() {
        return sections().stream().map(ConfigReference::markdown).collect(Collectors.joining("\n"));
    }

    static List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(StudySection.SECTION);
        sections.addAll(DatasetSection.VARIANTS.sections());
        sections.add(TrialSection.SECTION);
        sections.addAll(NetworkSection.VARIANTS.sections());
        sections.addAll(LayerSection.VARIANTS.sections());
        sections.add(TrainingSection.SECTION);
        sections.addAll(CompositionSection.VARIANTS.sections());
        sections.addAll(ScheduleSection.VARIANTS.sections());
        sections.add(AugmentationSection.SECTION);
        sections.addAll(TransformSection.VARIANTS.sections());
        sections.add(EvaluationSection.SECTION);
        sections.add(RemediesSection.SECTION);
        sections.add(LayersSection.SECTION);
        return List.copyOf(sections);
    }

    private static Entry entry(Section section, Key<?> key) {
        Optional<String> value = section.defaultOf(key).map(ConfigReference::show);
        boolean required = value.isEmpty() && !key.optional();
        return new Entry(
                section.path(), section.kind(), key.name(), key.type().expected(), value, required, key.meaning());
    }

    private static String show(ConfigValue value) {
        return value.valueType() == ConfigValueType.NUMBER
                ? Canonical.json(value)
                : value.render(ConfigRenderOptions.concise().setJson(false));
    }

    private static String markdown(Section section) {
        String kind = section.kind().map(name -> ", `kind = " + name + "`").orElse("");
        String heading = "#### `" + section.path() + "`" + kind + "\n\n" + section.meaning() + "\n";
        if (section.keys().isEmpty()) {
            return heading;
        }
        Stream<String> rows = section.keys().stream().map(key -> row(entry(section, key)));
        return rows.collect(Collectors.joining(
                "\n", heading + "\n| key | accepts | default | meaning |\n|---|---|---|---|\n", "\n"));
    }

    private static String row(Entry entry) {
        String value =
                entry.defaultValue().map(written -> "`" + written + "`").orElse(entry.required() ? "required" : "none");
        return "| `" + entry.key() + "` | " + entry.accepts() + " | " + value + " | " + entry.meaning() + " |";
    }
}
