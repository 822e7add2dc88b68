package org.evalgap.results.claims;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** What a setting or a column has to be. A value is a text here; texts that are numbers compare as numbers. */
sealed interface Condition {

    /** Whether a value will do, as far as that can be said without the others. */
    boolean admits(Optional<String> value);

    /** The condition behind a key, for people: {@code = 4}, {@code ≤ 4}. */
    String text();

    /** One of some values; {@code absent} stands for no value. */
    record OneOf(List<String> values) implements Condition {
        private static final String ABSENT = "absent";

        @Override
        public boolean admits(Optional<String> value) {
            return values.stream().anyMatch(wanted -> equal(wanted, value.orElse(ABSENT)));
        }

        @Override
        public String text() {
            return values.size() == 1 ? "= " + values.get(0) : "in " + values;
        }

        private static boolean equal(String wanted, String value) {
            OptionalDouble one = number(wanted);
            OptionalDouble other = number(value);
            return one.isPresent() && other.isPresent()
                    ? one.getAsDouble() == other.getAsDouble()
                    : wanted.equals(value);
        }
    }

    /** A number on one side of a bound. */
    record Bound(Side side, double bound) implements Condition {

        /** The side, and whether the bound itself belongs to it. */
        enum Side {
            AT_MOST("at-most", "≤"),
            AT_LEAST("at-least", "≥"),
            ABOVE("above", ">"),
            BELOW("below", "<");

            private final String key;
            private final String sign;

            Side(String key, String sign) {
                this.key = key;
                this.sign = sign;
            }
        }

        @Override
        public boolean admits(Optional<String> value) {
            OptionalDouble number = value.map(Condition::number).orElse(OptionalDouble.empty());
            return number.isPresent() && admits(number.getAsDouble());
        }

        private boolean admits(double number) {
            return switch (side) {
                case AT_MOST -> number <= bound;
                case AT_LEAST -> number >= bound;
                case ABOVE -> number > bound;
                case BELOW -> number < bound;
            };
        }

        @Override
        public String text() {
            return side.sign + " "
                    + BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
        }
    }

    /** The smallest or largest number among those that fulfil the other conditions. */
    record Extreme(boolean largest) implements Condition {
        @Override
        public boolean admits(Optional<String> value) {
            return value.map(Condition::number).orElse(OptionalDouble.empty()).isPresent();
        }

        @Override
        public String text() {
            return "= " + (largest ? "largest" : "smallest");
        }

        /** The value that is wanted among those present. */
        OptionalDouble among(List<Double> values) {
            return largest
                    ? values.stream().mapToDouble(Double::doubleValue).max()
                    : values.stream().mapToDouble(Double::doubleValue).min();
        }
    }

    /** Reads {@code 4}, {@code [2, 4]}, {@code largest}, {@code smallest} or an object such as {@code { at-most = 4 }}. */
    static Condition read(String path, ConfigValue value) {
        if (value instanceof ConfigList list) {
            return new OneOf(list.stream().map(Condition::text).toList());
        }
        if (value instanceof ConfigObject object) {
            return bound(path, object);
        }
        String text = text(value);
        return switch (text) {
            case "largest" -> new Extreme(true);
            case "smallest" -> new Extreme(false);
            default -> new OneOf(List.of(text));
        };
    }

    /** Whether an object's key makes it a bound. */
    static boolean isBound(String key) {
        return Arrays.stream(Bound.Side.values()).anyMatch(side -> side.key.equals(key));
    }

    private static Condition bound(String path, ConfigObject object) {
        for (Bound.Side side : Bound.Side.values()) {
            if (object.keySet().equals(Set.of(side.key))) {
                return number(text(object.get(side.key))).stream()
                        .mapToObj(number -> (Condition) new Bound(side, number))
                        .findFirst()
                        .orElseThrow(() -> new ClaimsException(path + "." + side.key, "a number", text(object)));
            }
        }
        throw new ClaimsException(
                path,
                "one of at-most, at-least, above and below",
                object.keySet().toString());
    }

    private static String text(ConfigValue value) {
        return String.valueOf(value.unwrapped());
    }

    /** What a number in a text may begin with; also those of NaN and Infinity. */
    String BEGINS_NUMBERS = "0123456789+-.NI";

    /** A text as a number. Most texts are none, and an exception for each would cost more than all else. */
    static OptionalDouble number(String text) {
        if (text.isEmpty() || BEGINS_NUMBERS.indexOf(text.charAt(0)) < 0) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Conditions on several keys, for people. */
    static String text(Map<String, Condition> conditions) {
        return conditions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().text())
                .collect(Collectors.joining(", "));
    }
}
