package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evalgap.study.problems.Place;

/**
 * Texts, numbers, truth values and constants. Texts that are a number or a truth value are accepted as such, as HOCON
 * does it: what comes from the environment is always a text.
 *
 * @param expected in words
 * @param names the names that are accepted, if it is names and nothing else
 * @param reader reads a value; empty if it is not accepted
 */
record Scalar(String expected, List<String> names, Function<ConfigValue, Optional<?>> reader) implements Form {

    private static final List<String> FLAGS = List.of("true", "false");

    /** Values of a type in the bounds of a setting. */
    static Scalar of(Class<?> type, Setting setting) {
        if (type == String.class) {
            return new Scalar("a text", List.of(), value -> text(value).filter(text -> !text.isBlank()));
        }
        if (type == boolean.class || type == Boolean.class) {
            return named(FLAGS, List.of(true, false));
        }
        if (type.isEnum()) {
            List<?> constants = List.of(type.getEnumConstants());
            return named(
                    constants.stream()
                            .map(constant -> Names.of((Enum<?>) constant))
                            .toList(),
                    constants);
        }
        String expected = Bounds.expected(setting, type);
        if (type == int.class || type == Integer.class) {
            return new Scalar(
                    expected,
                    List.of(),
                    value -> integer(value)
                            .filter(number -> number == number.intValue() && Bounds.hold(setting, number))
                            .map(Long::intValue));
        }
        if (type == long.class || type == Long.class) {
            return new Scalar(
                    expected, List.of(), value -> integer(value).filter(number -> Bounds.hold(setting, number)));
        }
        if (type == double.class || type == Double.class) {
            return new Scalar(
                    expected,
                    List.of(),
                    value ->
                            decimal(value).map(BigDecimal::doubleValue).filter(number -> Bounds.hold(setting, number)));
        }
        throw new IllegalStateException("Type of a setting: expected a text, number, truth value, enum, list or "
                + "described record, received " + type);
    }

    /** One of some names. */
    static Scalar named(List<String> names) {
        return named(names, names);
    }

    private static Scalar named(List<String> names, List<?> values) {
        return new Scalar(
                Names.oneOf(names),
                names,
                value -> text(value)
                        .map(names::indexOf)
                        .filter(index -> index >= 0)
                        .map(values::get));
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        Optional<?> read = reader.apply(value);
        if (read.isEmpty()) {
            place.refuse(accepted.expected(), value, accepted.suggestions(names));
        }
        return read.orElse(null);
    }

    static Optional<String> text(ConfigValue value) {
        return value.valueType() == ConfigValueType.LIST || value.valueType() == ConfigValueType.OBJECT
                ? Optional.empty()
                : Optional.of(String.valueOf(value.unwrapped()));
    }

    private static Optional<Long> integer(ConfigValue value) {
        try {
            return decimal(value).map(BigDecimal::longValueExact);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> decimal(ConfigValue value) {
        try {
            return value.valueType() == ConfigValueType.BOOLEAN
                    ? Optional.empty()
                    : text(value).map(BigDecimal::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
