package org.evalgap.study.grid;

import java.util.Map;
import java.util.Set;

/**
 * Cells that are left out: those that have one of the named values on every named axis.
 *
 * @param values positions of axis values by the axis's key; axes that are not named are free
 */
public record Exclusion(Map<String, Set<Integer>> values) {

    public Exclusion {
        values = Map.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("exclude: expected at least one axis, received none");
        }
    }

    /** Whether value {@code index} of an axis can be part of an excluded cell. */
    boolean admits(String key, int index) {
        Set<Integer> named = values.get(key);
        return named == null || named.contains(index);
    }
}
