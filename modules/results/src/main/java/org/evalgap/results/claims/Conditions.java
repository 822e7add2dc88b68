package org.evalgap.results.claims;

import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Conditions on several keys, which all have to hold.
 *
 * @param byKey sorted by key
 */
record Conditions(SortedMap<String, Condition> byKey) {

    Conditions {
        byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
    }

    /** Reads an object whose keys are dotted or nested; an object of one bound is a condition. */
    static Conditions read(String path, ConfigObject object) {
        SortedMap<String, Condition> conditions = new TreeMap<>();
        add(path, "", object, conditions);
        return new Conditions(conditions);
    }

    private static void add(String path, String prefix, ConfigObject object, Map<String, Condition> conditions) {
        object.forEach((name, value) -> {
            boolean nested = value instanceof ConfigObject inner
                    && inner.keySet().stream().noneMatch(Condition::isBound);
            if (nested) {
                add(path + "." + name, prefix + name + ".", (ConfigObject) value, conditions);
            } else {
                conditions.put(prefix + name, Condition.read(path + "." + name, value));
            }
        });
    }

    /**
     * Those that fulfil all conditions.
     *
     * @param valueOf value of an element by key; empty if it has none
     */
    <T> List<T> among(List<T> elements, BiFunction<T, String, Optional<String>> valueOf) {
        List<T> left = new ArrayList<>(elements);
        byKey.forEach((key, condition) -> left.removeIf(element -> !condition.admits(valueOf.apply(element, key))));
        byKey.forEach((key, condition) -> {
            if (condition instanceof Condition.Extreme extreme) {
                OptionalDouble wanted = extreme.among(left.stream()
                        .map(element -> number(element, key, valueOf))
                        .toList());
                left.removeIf(element -> number(element, key, valueOf) != wanted.getAsDouble());
            }
        });
        return left;
    }

    private static <T> double number(T element, String key, BiFunction<T, String, Optional<String>> valueOf) {
        return Condition.number(valueOf.apply(element, key).orElseThrow()).orElseThrow();
    }

    /** For people: {@code network.normalization = batch, training.batch-size ≤ 4}; {@code all} without conditions. */
    String text() {
        return byKey.isEmpty() ? "all" : Condition.text(byKey);
    }
}
