package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Objects that come in kinds, told apart by the key {@code kind}. An object with nothing but its kind can be written as
 * the kind's name alone.
 *
 * @param noun what the objects are, for messages: {@code a layer}
 * @param variants one per kind
 */
record Variants<T>(String noun, List<Variant<? extends T>> variants) {

    /**
     * One kind.
     *
     * @param section its keys
     * @param type its record
     * @param reader makes the record; returns null after a problem was reported
     */
    record Variant<T>(Section section, Class<T> type, Function<SectionReader, T> reader) {

        /** A kind whose keys are its record's components, in their order. */
        static <T extends Record> Variant<T> of(Section section, Class<T> type) {
            return new Variant<>(section, type, reader -> RecordMirror.read(type, section.keys(), reader));
        }

        String kind() {
            return section.kind().orElseThrow();
        }
    }

    Variants {
        variants = List.copyOf(variants);
    }

    List<String> kinds() {
        return variants.stream().map(Variant::kind).toList();
    }

    List<Section> sections() {
        return variants.stream().<Section>map(Variant::section).toList();
    }

    /** {@code a layer of kind conv2d, linear or relu}. */
    String expected() {
        return noun + " of kind " + ValueType.oneOf(kinds());
    }

    /** Reads one object; returns null after a problem was reported. */
    T read(ConfigValue value, String key, Location location, Problems problems) {
        Optional<ConfigObject> object = object(value);
        if (object.isEmpty()) {
            problems.add(location.show(key), expected(), value);
            return null;
        }
        ConfigValue kind = object.get().get(Section.KIND);
        if (kind == null) {
            problems.add(location.show(key + "." + Section.KIND), ValueType.oneOf(kinds()), "nothing");
            return null;
        }
        boolean nameOnly = value.valueType() == ConfigValueType.STRING;
        String name =
                ValueType.name(kinds()).read(kind, location.show(nameOnly ? key : key + "." + Section.KIND), problems);
        return name == null ? null : read(of(name), object.get(), key, location, problems);
    }

    private static <V> V read(
            Variant<V> variant, ConfigObject object, String key, Location location, Problems problems) {
        return variant.reader().apply(new SectionReader(variant.section(), object, key, location, problems));
    }

    /** Reads a list of objects; returns null after a problem was reported. */
    List<T> readAll(ConfigList values, String key, Location location, Problems problems) {
        int before = problems.size();
        List<T> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(read(values.get(i), key + "[" + i + "]", location, problems));
        }
        return problems.size() == before ? List.copyOf(all) : null;
    }

    private Variant<? extends T> of(String kind) {
        return variants.stream()
                .filter(variant -> variant.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** The settings of a record whose keys are its components, with its kind. */
    SortedMap<String, Object> write(T value) {
        Variant<? extends T> variant = variants.stream()
                .filter(candidate -> candidate.type().isInstance(value))
                .findFirst()
                .orElseThrow();
        SortedMap<String, Object> settings = RecordMirror.write((Record) value);
        settings.put(Section.KIND, variant.kind());
        return settings;
    }

    /** An object as written: a name alone stands for an object of that kind. */
    static Optional<ConfigObject> object(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        return value.valueType() == ConfigValueType.STRING
                ? Optional.of(ConfigValueFactory.fromMap(Map.of(Section.KIND, value.unwrapped())))
                : Optional.empty();
    }
}
