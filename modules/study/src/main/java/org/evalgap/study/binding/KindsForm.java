package org.evalgap.study.binding;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.evalgap.study.problems.Place;

/**
 * Objects that come in kinds, told apart by the key {@code kind}. An object with nothing but its kind can be written as
 * the kind's name alone.
 */
final class KindsForm implements Form {

    static final String KIND = "kind";

    private static final ClassValue<KindsForm> FORMS = new ClassValue<>() {
        @Override
        protected KindsForm computeValue(Class<?> described) {
            return new KindsForm(described);
        }
    };

    private final Kinds kinds;
    private final List<Class<?>> described;
    private final List<String> names;

    private KindsForm(Class<?> type) {
        this.kinds = type.getAnnotation(Kinds.class);
        this.described = List.of(kinds.kinds().length > 0 ? kinds.kinds() : type.getPermittedSubclasses());
        this.names = described.stream().map(kind -> section(kind).kind()).toList();
    }

    private static Section section(Class<?> kind) {
        return kind.getAnnotation(Section.class);
    }

    /** @param described has {@link Kinds} */
    static KindsForm of(Class<?> described) {
        return FORMS.get(described);
    }

    /** The settings of each kind, which can have objects of the same kinds within. */
    List<Settings<?>> all() {
        return described.stream().<Settings<?>>map(this::settings).toList();
    }

    private Settings<?> settings(Class<?> kind) {
        return Settings.of(
                section(kind).of() == void.class ? kind : section(kind).of(), kind);
    }

    private String singular() {
        return kinds.noun().substring(kinds.noun().indexOf(' ') + 1);
    }

    /** {@code layers}. */
    String plural() {
        return singular() + "s";
    }

    /** {@code a layer of kind conv2d, linear or relu}. */
    @Override
    public String expected() {
        return kinds.noun() + " of kind " + Names.oneOf(names);
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        Optional<ConfigObject> object = object(value);
        if (object.isEmpty()) {
            place.refuse(accepted.expected(), value);
            return null;
        }
        String expected = Names.oneOf(accepted.suggestions(names));
        ConfigValue kind = object.get().get(KIND);
        if (kind == null) {
            place.at(KIND).refuse(expected, "nothing");
            return null;
        }
        int index = names.indexOf(String.valueOf(kind.unwrapped()));
        if (index < 0) {
            boolean nameOnly = value.valueType() == ConfigValueType.STRING;
            (nameOnly ? place : place.at(KIND)).refuse(expected, kind, accepted.suggestions(names));
            return null;
        }
        Settings<?> settings = settings(described.get(index));
        String title = kinds.title().isEmpty() ? singular() : kinds.title();
        return settings.read(new ObjectReader(settings, title + " of kind " + names.get(index), object.get(), place));
    }

    @Override
    public Object write(Object value) {
        Settings<?> settings = all().stream()
                .filter(kind -> kind.type().isInstance(value))
                .findFirst()
                .orElseThrow();
        SortedMap<String, Object> written = settings.write(value);
        written.put(KIND, settings.section().kind());
        return written;
    }

    @Override
    public List<Settings.At> sections(String path, Set<Kinds> around) {
        List<Settings.At> sections = new ArrayList<>();
        Set<Kinds> within = new HashSet<>(around);
        if (within.add(kinds)) {
            String here = kinds.path().isEmpty() ? path : kinds.path();
            all().forEach(kind -> sections.addAll(kind.sections(here, within)));
        }
        return sections;
    }

    /** An object as written: a name alone stands for an object of that kind. */
    static Optional<ConfigObject> object(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        return value.valueType() == ConfigValueType.STRING
                ? Optional.of(ConfigValueFactory.fromMap(Map.of(KIND, value.unwrapped())))
                : Optional.empty();
    }
}
