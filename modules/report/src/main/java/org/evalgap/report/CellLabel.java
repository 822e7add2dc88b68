package org.evalgap.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A cell's label taken apart: {@code network.dropout=0.3, training.batch-size=4} is two axes with a value each. */
public final class CellLabel {

    /** Values may hold commas, as lists do; a comma ends a value only if another axis follows. */
    private static final Pattern BETWEEN_AXES = Pattern.compile(", (?=[a-z][a-z0-9.-]*=)");

    private CellLabel() {}

    /** The value on each axis, in the label's order; none for the label of a study without axes. */
    public static Map<String, String> axes(String label) {
        Map<String, String> axes = new LinkedHashMap<>();
        for (String axis : BETWEEN_AXES.split(label, -1)) {
            int equals = axis.indexOf('=');
            if (equals > 0) {
                axes.put(axis.substring(0, equals), axis.substring(equals + 1));
            }
        }
        return axes;
    }
}
