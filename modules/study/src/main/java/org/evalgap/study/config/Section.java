package org.evalgap.study.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one kind of object in a study file, described once for reading, for suggestions and for the reference.
 *
 * @param name where its defaults stand in {@code defaults.conf}, such as {@code training} or {@code network.cnn}
 * @param path where it stands in a study file
 * @param kind the value of its key {@code kind}; empty when it has no kinds
 * @param meaning one sentence for the reference
 * @param keys its keys, except {@code kind}
 */
record Section(String name, String path, Optional<String> kind, String meaning, List<Key<?>> keys) {

    static final String KIND = "kind";

    private static final Config DEFAULTS = ConfigFactory.parseResources(
            Section.class, "defaults.conf", ConfigParseOptions.defaults().setAllowMissing(false));

    Section {
        keys = List.copyOf(keys);
    }

    /** A section without kinds. */
    static Section of(String name, String path, String meaning, Key<?>... keys) {
        return new Section(name, path, Optional.empty(), meaning, List.of(keys));
    }

    /** What a key is set to if the file does not set it. */
    Optional<ConfigValue> defaultOf(Key<?> key) {
        return Optional.ofNullable(defaults().get(key.name()));
    }

    /** All defaults of this section. */
    ConfigObject defaults() {
        return defaults(name);
    }

    /** What stands under a name in {@code defaults.conf}. */
    static ConfigObject defaults(String name) {
        return DEFAULTS.hasPath(name)
                ? DEFAULTS.getObject(name)
                : ConfigFactory.empty().root();
    }

    boolean knows(String key) {
        return names().contains(key);
    }

    /** The names of its keys, {@code kind} among them if it is one of several kinds. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        kind.ifPresent(present -> names.add(KIND));
        keys.forEach(key -> names.add(key.name()));
        return List.copyOf(names);
    }

    /** {@code training}, or {@code network of kind cnn}. */
    String title() {
        String noun = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return kind.map(present -> noun + " of kind " + present).orElse(noun);
    }
}
