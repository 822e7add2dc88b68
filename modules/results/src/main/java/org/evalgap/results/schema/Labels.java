package org.evalgap.results.schema;

import java.util.Arrays;
import java.util.Locale;

/** The texts that stand for constants in result tables: in lower case, unless the constant says otherwise. */
public final class Labels {

    /** A constant with a text of its own. */
    public interface Labelled {
        String label();
    }

    private Labels() {}

    /** The text of a constant. */
    public static String of(Enum<?> constant) {
        return constant instanceof Labelled labelled
                ? labelled.label()
                : constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no constant of the type has this text */
    static Object constant(Class<?> type, String label) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> of((Enum<?>) constant).equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("cannot read a " + type.getSimpleName()
                        + "; expected: one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> of((Enum<?>) constant))
                                .toList()
                        + "; received: " + label));
    }
}
