package org.evalgap.experiment.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.SortedMap;
import java.util.TreeMap;

/** Objects flattened: a key in quotes such as "training.batch-size" and the nested objects mean the same. */
final class DottedKeys {

    private DottedKeys() {}

    /** Every value that is not an object, by its dotted key. */
    static SortedMap<String, ConfigValue> of(ConfigObject object) {
        SortedMap<String, ConfigValue> flat = new TreeMap<>();
        add(flat, "", object);
        return flat;
    }

    private static void add(SortedMap<String, ConfigValue> flat, String above, ConfigObject object) {
        object.forEach((name, value) -> {
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                add(flat, above + name + ".", inner);
            } else {
                flat.put(above + name, value);
            }
        });
    }
}
