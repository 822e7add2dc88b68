package org.evalgap.study.problems;

import com.typesafe.config.ConfigUtil;

/** Where in the file a setting stands that a reader knows by its key. */
@FunctionalInterface
public interface Location {

    /** A setting that stands where its key says. */
    Location STUDY = key -> key;

    /** The path in the file of a key such as {@code training.batch-size} or {@code network.layers[2].kernel}. */
    String show(String key);

    /** A name as one element of a path. */
    static String quoted(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : ConfigUtil.quoteString(name);
    }
}
