package org.evalgap.study.binding;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Spelling;

/** Reads one object of a study file by its settings, reporting every problem and going on. */
public final class ObjectReader {

    private final Settings<?> settings;
    private final ConfigObject object;
    private final Place place;
    private final int problemsBefore;

    /**
     * Reports unknown keys.
     *
     * @param settings what the object has to be
     * @param object the object as written
     * @param place where it stands
     */
    public ObjectReader(Settings<?> settings, ConfigObject object, Place place) {
        this(settings, place.name(), object, place);
    }

    /** @param title what the object is, for messages */
    ObjectReader(Settings<?> settings, String title, ConfigObject object, Place place) {
        this.settings = settings;
        this.object = object;
        this.place = place;
        this.problemsBefore = place.problems().size();
        List<String> names = settings.names();
        object.keySet().stream()
                .sorted()
                .filter(name -> !names.contains(name))
                .forEach(name -> reportUnknown(name, title, names));
    }

    private void reportUnknown(String name, String title, List<String> names) {
        boolean near = Spelling.nearest(name, names).isPresent();
        String keys = near ? "" : " (" + Names.oneOf(names) + ")";
        Place unknown = place.at(Location.quoted(name));
        place.problems().addUnknown(unknown.path(), "a key of " + title + keys, name, names);
    }

    /** What a key is set to, or its default; of no meaning if a problem was reported, null if it may be absent and is. */
    public Object get(String key) {
        return get(settings.field(key));
    }

    Object get(Field field) {
        String other = field.setting().insteadOf();
        if (!other.isEmpty() && sets(field.key()) && sets(other)) {
            place.at(field.key()).refuse("either " + other + " or " + field.key(), "both");
        }
        Optional<ConfigValue> value =
                written(field.key()).or(() -> isReplaced(field) ? Optional.empty() : field.defaultValue());
        if (value.isPresent()) {
            return field.read(value.get(), place.at(field.key()));
        }
        if (field.isRequired()) {
            place.at(field.key()).refuse(field.expected(), "nothing");
        }
        return null;
    }

    /** Whether the file sets what stands in for a setting. */
    private boolean isReplaced(Field field) {
        return settings.fields().stream()
                .anyMatch(other -> other.setting().insteadOf().equals(field.key()) && sets(other.key()));
    }

    Object[] readAll(List<Part> parts) {
        return parts.stream().map(part -> part.read(this)).toArray();
    }

    /** A record of the values of its components; null if there was a problem with any, or the record refuses them. */
    <V> V make(Class<V> type, Object... values) {
        if (place.problems().size() > problemsBefore) {
            return null;
        }
        try {
            return Records.make(type, values);
        } catch (ShapeException e) {
            place.refuse(e);
            return null;
        }
    }

    /** Whether the file gives a value; the word for none is not one. */
    private boolean sets(String key) {
        return written(key).filter(value -> !settings.field(key).isWord(value)).isPresent();
    }

    private Optional<ConfigValue> written(String key) {
        return Optional.ofNullable(object.get(key)).filter(value -> value.valueType() != ConfigValueType.NULL);
    }
}
