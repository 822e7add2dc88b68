package org.evalgap.study.problems;

import com.typesafe.config.ConfigValue;
import java.util.Collection;
import org.evalgap.nn.graph.ShapeException;

/**
 * Where a value stands that is being read, and who hears of what is wrong with it.
 *
 * @param key of the value, as the reader knows it
 * @param location where keys stand in the file
 * @param problems receives what is wrong
 */
public record Place(String key, Location location, Problems problems) {

    /** The place of a key of the object that stands here. */
    public Place at(String name) {
        return new Place(key + "." + name, location, problems);
    }

    /** The place of an element of the list that stands here. */
    public Place at(int index) {
        return new Place(key + "[" + index + "]", location, problems);
    }

    /** The last name of the key. */
    public String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Reports that something else was expected here. */
    public void refuse(String expected, ConfigValue received) {
        problems.add(path(), expected, received);
    }

    /** Reports a value whose text is not one of the known names. */
    public void refuse(String expected, ConfigValue received, Collection<String> known) {
        problems.addUnknown(path(), expected, received, known);
    }

    /** Reports that something else was expected here. */
    public void refuse(String expected, String received) {
        problems.add(path(), expected, received);
    }

    /** Reports a setting that the record that stands here refuses, by its key or, for an element, its index. */
    public void refuse(ShapeException refused) {
        String inner = refused.setting().startsWith("[") ? refused.setting() : "." + refused.setting();
        problems.add(location.show(key + inner), refused.expected(), refused.received());
    }

    /** Where the value stands in the file. */
    public String path() {
        return location.show(key);
    }
}
