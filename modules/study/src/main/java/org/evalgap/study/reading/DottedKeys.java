package org.evalgap.study.reading;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Problems;

/** Objects flattened: a key in quotes such as "training.batch-size" and the nested objects mean the same. */
final class DottedKeys {

    private final SortedMap<String, ConfigValue> flat = new TreeMap<>();
    private final Location location;
    private final Problems problems;

    private DottedKeys(Location location, Problems problems) {
        this.location = location;
        this.problems = problems;
    }

    /** Every value that is not an object, by its dotted key; reports keys that are set in both forms. */
    static SortedMap<String, ConfigValue> of(ConfigObject object, Location location, Problems problems) {
        DottedKeys keys = new DottedKeys(location, problems);
        keys.add("", object);
        return keys.flat;
    }

    private void add(String above, ConfigObject object) {
        object.forEach((name, value) -> {
            String key = above + name;
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                add(key + ".", inner);
            } else if (flat.put(key, value) != null) {
                problems.add(location.show(key), "the key once, in quotes or not", "both");
            }
        });
    }
}
