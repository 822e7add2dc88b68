package org.evalgap.report.page;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.evalgap.results.schema.Labels;

/**
 * JSON that may stand inside an HTML script element: whatever could end the element or a line of a script is escaped, and
 * so is half of a surrogate pair, which no encoding can write.
 */
final class Json {

    /** Digits that a measured number keeps: more than anyone reads, fewer than a double has. */
    private static final MathContext DIGITS = new MathContext(6);

    private Json() {}

    /**
     * The text of records, maps, iterables, constants by their labels, texts, numbers, truth values and null. A record is an object of its
     * components but those that are null; in maps and iterables null stays.
     */
    static String text(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String text) {
            quote(text, out);
        } else if (value instanceof Double number) {
            number(number, out);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Enum<?> constant) {
            quote(Labels.of(constant), out);
        } else if (value instanceof Record row) {
            record(row, out);
        } else if (value instanceof Map<?, ?> map) {
            object(map, out);
        } else if (value instanceof Iterable<?> list) {
            array(list, out);
        } else {
            throw new IllegalArgumentException("cannot write JSON; expected: a record, map, iterable, text, number or"
                    + " truth value; received: " + value.getClass().getName());
        }
    }

    /** Records by columns: by the name of each component, its value in each record. */
    static Map<String, List<Object>> columns(List<? extends Record> rows) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (Record row : rows) {
            components(row)
                    .forEach((name, value) -> columns.computeIfAbsent(name, absent -> new ArrayList<>())
                            .add(value));
        }
        return columns;
    }

    private static void record(Record row, StringBuilder out) {
        Map<String, Object> present = components(row);
        present.values().removeIf(Objects::isNull);
        object(present, out);
    }

    private static Map<String, Object> components(Record row) {
        Map<String, Object> components = new LinkedHashMap<>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            try {
                components.put(component.getName(), accessor.invoke(row));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("accessors of records only return what they have", e);
            }
        }
        return components;
    }

    private static void object(Map<?, ?> map, StringBuilder out) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            quote((String) entry.getKey(), out);
            out.append(':');
            write(entry.getValue(), out);
            separator = ',';
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void array(Iterable<?> list, StringBuilder out) {
        out.append('[');
        boolean first = true;
        for (Object value : list) {
            if (!first) {
                out.append(',');
            }
            write(value, out);
            first = false;
        }
        out.append(']');
    }

    /** NaN and infinity, which JSON lacks, are null. */
    private static void number(double value, StringBuilder out) {
        if (!Double.isFinite(value)) {
            out.append("null");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            out.append((long) value);
        } else {
            BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
            out.append(rounded.scale() > 12 || rounded.scale() < 0 ? rounded.toString() : rounded.toPlainString());
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (isPlain(c)) {
                        out.append(c);
                    } else {
                        out.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' '
                && c != '<'
                && c != '>'
                && c != '&'
                && c != '\u2028'
                && c != '\u2029'
                && c != '\u007f'
                && !Character.isSurrogate(c);
    }
}
