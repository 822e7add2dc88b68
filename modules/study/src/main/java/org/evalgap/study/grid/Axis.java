package org.evalgap.study.grid;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One setting and its values.
 *
 * @param key dotted key below {@code trial}, such as {@code training.batch-size}
 * @param values at least one, each what the key is set to, no two equal
 */
public record Axis(String key, List<ConfigValue> values) {

    public Axis {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(key + ": expected at least one value, received none");
        }
    }

    /**
     * How value {@code index} is written in labels and tables: an object that has a name goes by its name, one that has a
     * kind by that and its settings, as in {@code resnet(depth 8; width 16)}, and any other by
     * its settings, {@code (decay 0.99)}.
     */
    public String label(int index) {
        return label(values.get(index));
    }

    private static String label(ConfigValue value) {
        if (value.valueType() == ConfigValueType.LIST) {
            return ((ConfigList) value).stream().map(Axis::label).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof ConfigObject object) {
            if (object.containsKey("name")) {
                return label(object.get("name"));
            }
            String settings = settings(object);
            if (!object.containsKey("kind")) {
                return "(" + settings + ")";
            }
            return label(object.get("kind")) + (settings.isEmpty() ? "" : "(" + settings + ")");
        }
        return String.valueOf(value.unwrapped());
    }

    private static String settings(ConfigObject object) {
        return object.keySet().stream()
                .filter(key -> !key.equals("kind"))
                .sorted()
                .map(key -> key + " " + label(object.get(key)))
                .collect(Collectors.joining("; "));
    }
}
