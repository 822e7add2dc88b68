package org.evalgap.experiment.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Optional;
import java.util.function.Supplier;
import org.evalgap.nn.graph.ShapeException;

/** Reads one object of a study file by its section's keys, reporting every problem and going on. */
final class SectionReader {

    private final Section section;
    private final ConfigObject object;
    private final String key;
    private final Location location;
    private final Problems problems;
    private final int problemsBefore;

    /**
     * Reports unknown keys.
     *
     * @param section what the object has to be
     * @param object the object as written
     * @param key the object's own key
     * @param location where keys stand in the file
     * @param problems receives what is wrong
     */
    SectionReader(Section section, ConfigObject object, String key, Location location, Problems problems) {
        this.section = section;
        this.object = object;
        this.key = key;
        this.location = location;
        this.problems = problems;
        this.problemsBefore = problems.size();
        object.keySet().stream().sorted().filter(name -> !section.knows(name)).forEach(this::reportUnknown);
    }

    private void reportUnknown(String name) {
        boolean near = Spelling.nearest(name, section.names()).isPresent();
        String keys = near ? "" : " (" + ValueType.oneOf(section.names()) + ")";
        problems.addUnknown(
                location.show(key + "." + Location.quoted(name)),
                "a key of " + section.title() + keys,
                name,
                section.names());
    }

    /** What a key is set to, or its default; null after a problem was reported. */
    <T> T get(Key<T> wanted) {
        ConfigValue value = written(wanted).or(() -> section.defaultOf(wanted)).orElse(null);
        if (value == null) {
            problems.add(pathOf(wanted), wanted.type().expected(), "nothing");
            return null;
        }
        return wanted.type().read(value, pathOf(wanted), problems);
    }

    /** What a key is set to in the file; empty if it is not, or after a problem was reported. */
    <T> Optional<T> find(Key<T> wanted) {
        return written(wanted).map(value -> wanted.type().read(value, pathOf(wanted), problems));
    }

    /** Whether the file sets a key. */
    boolean sets(Key<?> wanted) {
        return written(wanted).isPresent();
    }

    /** The object with the defaults of what the file does not set. */
    ConfigObject withDefaults() {
        return object.withFallback(section.defaults());
    }

    /** Reports that a key, or several together, cannot be as they are. */
    void refuse(Key<?> wanted, String expected, String received) {
        problems.add(pathOf(wanted), expected, received);
    }

    /** What {@code maker} makes of the values read; null if there was a problem with any, or {@code maker} finds one. */
    <T> T build(Supplier<T> maker) {
        if (problems.size() > problemsBefore) {
            return null;
        }
        try {
            return maker.get();
        } catch (ShapeException e) {
            problems.add(location, key, e);
            return null;
        }
    }

    /** The key of something in this object. */
    String keyOf(Key<?> wanted) {
        return key + "." + wanted.name();
    }

    Location location() {
        return location;
    }

    Problems problems() {
        return problems;
    }

    private String pathOf(Key<?> wanted) {
        return location.show(keyOf(wanted));
    }

    private Optional<ConfigValue> written(Key<?> wanted) {
        return Optional.ofNullable(object.get(wanted.name()))
                .filter(value -> value.valueType() != ConfigValueType.NULL);
    }
}
