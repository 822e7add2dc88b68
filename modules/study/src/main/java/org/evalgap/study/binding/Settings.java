package org.evalgap.study.binding;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The settings of a record, which a study file writes as an object. */
public final class Settings<T> {

    /**
     * An object of a study file, where it stands.
     *
     * @param path its key from the top; {@code []} marks elements of a list
     * @param settings its keys
     */
    public record At(String path, Settings<?> settings) {}

    private static final Map<Class<?>, Settings<?>> KNOWN = new ConcurrentHashMap<>();

    private final Class<T> type;
    private final Section section;
    private final List<Part> parts;
    private final List<Field> fields;
    private final ConfigObject presets;

    private Settings(Class<T> type, Class<?> described) {
        this.type = type;
        this.section = described.getAnnotation(Section.class);
        this.parts = Part.of(type, described, hocon(section.defaults()));
        this.fields = parts.stream().flatMap(Part::fields).toList();
        this.presets = hocon(section.presets());
    }

    private static ConfigObject hocon(String text) {
        return ConfigFactory.parseString(text).root();
    }

    /** The settings of a record that has a {@link Section} and describes its components. */
    @SuppressWarnings("unchecked")
    public static <T extends Record> Settings<T> of(Class<T> type) {
        return (Settings<T>) of(type, type);
    }

    /**
     * The settings of a record of another module.
     *
     * @param described has a {@link Section} and describes the components
     */
    static Settings<?> of(Class<?> type, Class<?> described) {
        Settings<?> known = KNOWN.get(described);
        if (known == null) {
            known = new Settings<>(type, described);
            KNOWN.put(described, known);
        }
        return known;
    }

    /** The kinds of objects that are described there. */
    public static List<Settings<?>> kinds(Class<?> described) {
        return KindsForm.of(described).all();
    }

    /** Values of kinds that are described there, in order. */
    public static Object write(List<?> values, Class<?> described) {
        return values.stream().map(KindsForm.of(described)::write).toList();
    }

    public Class<T> type() {
        return type;
    }

    Section section() {
        return section;
    }

    /** The value of its key {@code kind}, if it is one of several kinds. */
    public Optional<String> kind() {
        return Optional.of(section.kind()).filter(kind -> !kind.isEmpty());
    }

    /** One sentence. */
    public String meaning() {
        return section.meaning().replace("{names}", Names.oneOf(presets()));
    }

    /** Its keys, except {@code kind}. */
    public List<Field> fields() {
        return fields;
    }

    public Field field(String key) {
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Key of " + type.getName() + ": expected one of " + names() + ", received " + key));
    }

    /** The names of its keys, {@code kind} among them if it is one of several kinds. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        kind().ifPresent(kind -> names.add(KindsForm.KIND));
        fields.forEach(field -> names.add(field.key()));
        return List.copyOf(names);
    }

    /** The key that a number in place of the object stands for. */
    Optional<Field> number() {
        return Optional.of(section.number()).filter(key -> !key.isEmpty()).map(this::field);
    }

    /** The objects that go by a name. */
    List<String> presets() {
        return presets.keySet().stream().sorted().toList();
    }

    /** A value as an object: the name of a known one stands for what it consists of. */
    Optional<ConfigObject> object(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        return Scalar.text(value)
                .filter(presets::containsKey)
                .map(name -> ((ConfigObject) presets.get(name)).withValue("name", ConfigValueFactory.fromAnyRef(name)));
    }

    /** Makes the record of what its keys are set to; null after a problem was reported. */
    T read(ObjectReader reader) {
        return reader.make(type, reader.readAll(parts));
    }

    /**
     * A record as a study file would set it: maps, lists, texts, numbers, truth values and constants by keys, without
     * what has no effect and, but for those that are always written, without defaults.
     */
    public SortedMap<String, Object> write(Object value) {
        Map<Field, Object> written = new LinkedHashMap<>();
        parts.forEach(part -> part.write(Records.value(part.component(), value), written));
        SortedMap<String, Object> told = new TreeMap<>();
        written.forEach((field, one) -> {
            if (field.tells(one) && hasEffect(field, written)) {
                told.put(field.key(), one);
            }
        });
        return told;
    }

    private boolean hasEffect(Field field, Map<Field, Object> written) {
        String other = field.setting().onlyWith();
        return other.isEmpty() || !isOff(written.get(field(other)));
    }

    private static boolean isOff(Object value) {
        return value == null
                || value instanceof Number number && number.doubleValue() == 0
                || value instanceof Enum<?> constant && Names.of(constant).equals("none")
                || List.of(false, List.of(), "none").contains(value);
    }

    /** This object and all that can stand in it, outer ones first. */
    public List<At> sections(String path) {
        return sections(path, Set.of());
    }

    List<At> sections(String path, Set<Kinds> around) {
        List<At> sections = new ArrayList<>();
        sections.add(new At(path, this));
        fields.forEach(field -> sections.addAll(field.sections(path, around)));
        return sections;
    }
}
