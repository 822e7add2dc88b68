package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One text for everything that means the same: JSON with sorted keys, without blanks, and with numbers in their shortest
 * form, so that 0.10, 0.1 and 1e-1 are one.
 */
public final class Canonical {

    private Canonical() {}

    /**
     * The canonical JSON of a tree of maps with text keys, lists, enum constants, texts, numbers
     * and truth values. Enum constants are written as study files write them.
     *
     * @throws IllegalArgumentException if there is anything else in the tree
     */
    public static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return object(map);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Canonical::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return text(Names.of(constant));
        }
        if (value instanceof String string) {
            return text(string);
        }
        throw new IllegalArgumentException("Cannot write as canonical JSON: expected maps, lists, texts, numbers, "
                + "truth values or enum constants, received " + value);
    }

    /** The canonical JSON of a value as written in a file. */
    public static String json(ConfigValue value) {
        return json(value.unwrapped());
    }

    private static String object(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put((String) key, value));
        return sorted.entrySet().stream()
                .map(entry -> text(entry.getKey()) + ":" + json(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String number(Number number) {
        BigDecimal decimal = new BigDecimal(number.toString());
        if (decimal.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = decimal.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0).toString() : shortest.toString();
    }

    private static String text(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                quoted.append('\\').append(unit);
            } else if (unit < ' ') {
                quoted.append(String.format("\\u%04x", (int) unit));
            } else {
                quoted.append(unit);
            }
        }
        return quoted.append('"').toString();
    }
}
