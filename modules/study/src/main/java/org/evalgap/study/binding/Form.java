package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Set;
import org.evalgap.study.problems.Place;

/** What values of a type look like in a study file. */
interface Form {

    /** In words, to stand behind "expected". */
    String expected();

    /** The names that are accepted, if it is names and nothing else. */
    default List<String> names() {
        return List.of();
    }

    /**
     * Reads a value; after a problem was reported, what is returned is of no meaning.
     *
     * @param accepted what the setting accepts, as the reader says it if this is something else
     */
    Object read(ConfigValue value, Place place, Accepted accepted);

    /** A value as a tree of maps, lists, texts, numbers, truth values and constants. */
    default Object write(Object value) {
        return value;
    }

    /**
     * The objects that can stand in it.
     *
     * @param path where it stands in a study file
     * @param around the kinds that this is within, not to be followed once more
     */
    default List<Settings.At> sections(String path, Set<Kinds> around) {
        return List.of();
    }
}
