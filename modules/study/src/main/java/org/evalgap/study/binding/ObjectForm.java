package org.evalgap.study.binding;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evalgap.study.problems.Place;

/**
 * An object of settings, or the name of one.
 *
 * @param settings its keys
 */
record ObjectForm(Settings<?> settings) implements Form {

    @Override
    public String expected() {
        return settings.presets().isEmpty()
                ? "an object"
                : Names.oneOf(settings.presets()) + ", or an object with " + Names.allOf(settings.names());
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        Optional<ConfigObject> object = settings.object(value);
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
