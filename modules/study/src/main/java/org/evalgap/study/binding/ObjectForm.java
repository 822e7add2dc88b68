package org.evalgap.study.binding;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evalgap.study.problems.Place;

/**
 * An object of settings, or the name of one, or the number that stands for one.
 *
 * @param settings its keys
 */
record ObjectForm(Settings<?> settings) implements Form {

    @Override
    public String expected() {
        String alone = settings.number().map(Field::expected).orElseGet(() -> Names.oneOf(settings.presets()));
        return alone.isEmpty() ? "an object" : alone + ", or an object with " + Names.allOf(settings.names());
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        Optional<ConfigObject> object = settings.object(value);
        if (object.isEmpty() && settings.number().isPresent()) {
            Field number = settings.number().get();
            return number.read(value, place) == null
                    ? null
                    : settings.read(new ObjectReader(
                            settings, ConfigFactory.empty().root().withValue(number.key(), value), place));
        }
        if (object.isEmpty()) {
            place.refuse(accepted.expected(), value, accepted.suggestions(settings.presets()));
            return null;
        }
        return settings.read(new ObjectReader(settings, object.get(), place));
    }

    @Override
    public Object write(Object value) {
        return settings.write(value);
    }

    @Override
    public List<Settings.At> sections(String path, Set<Kinds> around) {
        return settings.sections(path, around);
    }
}
