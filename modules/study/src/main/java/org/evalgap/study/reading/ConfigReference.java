package org.evalgap.study.reading;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.binding.Field;
import org.evalgap.study.binding.Settings;

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
                .flatMap(section -> section.settings().fields().stream().map(field -> entry(section, field)))
                .toList();
    }

    /** All keys as Markdown: a heading, a sentence and a table for each section. */
    public static String markdown() {
        return sections().stream().map(ConfigReference::markdown).collect(Collectors.joining("\n"));
    }

    /** Objects that can stand in several places are where they stand last. */
    private static Collection<Settings.At> sections() {
        Map<Settings<?>, Settings.At> last = new LinkedHashMap<>();
        Settings.of(StudyFile.class).sections("study").forEach(section -> {
            last.remove(section.settings());
            last.put(section.settings(), section);
        });
        return last.values();
    }

    private static Entry entry(Settings.At section, Field field) {
        return new Entry(
                section.path(),
                section.settings().kind(),
                field.key(),
                field.expected(),
                field.defaultValue().map(ConfigReference::show),
                field.isRequired(),
                field.meaning());
    }

    private static String show(ConfigValue value) {
        return value.valueType() == ConfigValueType.NUMBER
                ? Canonical.json(value)
                : value.render(ConfigRenderOptions.concise().setJson(false));
    }

    private static String markdown(Settings.At section) {
        Settings<?> settings = section.settings();
        String kind = settings.kind().map(name -> ", `kind = " + name + "`").orElse("");
        String heading = "#### `" + section.path() + "`" + kind + "\n\n" + settings.meaning() + "\n";
        if (settings.fields().isEmpty()) {
            return heading;
        }
        Stream<String> rows = settings.fields().stream().map(field -> row(entry(section, field)));
        return rows.collect(Collectors.joining(
                "\n", heading + "\n| key | accepts | default | meaning |\n|---|---|---|---|\n", "\n"));
    }

    private static String row(Entry entry) {
        String value =
                entry.defaultValue().map(written -> "`" + written + "`").orElse(entry.required() ? "required" : "none");
        return "| `" + entry.key() + "` | " + entry.accepts() + " | " + value + " | " + entry.meaning() + " |";
    }
}
