package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Set;
import org.evalgap.study.problems.Place;

/**
 * A part of the file that is read by a reader of its own.
 *
 * @param type of values that are accepted
 * @param described describes the settings that are read there; void if it is no object of settings
 */
record RawForm(Class<?> type, Class<?> described) implements Form {

    @Override
    public String expected() {
        return "an object";
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        if (type.isInstance(value)) {
            return value;
        }
        place.refuse(accepted.expected(), value);
        return null;
    }

    @Override
    public List<Settings.At> sections(String path, Set<Kinds> around) {
        return described == void.class
                ? List.of()
                : Settings.of(described, described).sections(path, around);
    }
}
