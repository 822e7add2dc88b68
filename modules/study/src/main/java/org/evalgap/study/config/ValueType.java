package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a key accepts. Texts that are a number or a truth value are accepted as such, as HOCON does it: what comes from
 * the environment is always a text.
 *
 * @param expected in words, to stand behind "expected"
 * @param names the names among what is accepted, for suggestions
 * @param reader reads a value; returns null after it has reported a problem
 */
record ValueType<T>(String expected, List<String> names, Reader<T> reader) {

    /** Reads a value that stands at {@code path}. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ConfigValue value, String path, Problems problems);
    }

    /** Any text but an empty one. */
    static final ValueType<String> TEXT =
            of("a text", List.of(), value -> text(value).filter(text -> !text.isBlank()));

    /** A file: a path, or a URI such as {@code hdfs:///images.gz}. */
    static final ValueType<String> PATH = new ValueType<>("a path", List.of(), TEXT.reader());

    static final ValueType<Boolean> FLAG = of("true or false", List.of("true", "false"), ValueType::flag);

    static final ValueType<Long> LONG = of("an integer", List.of(), ValueType::integer);

    /** A part of the file that is read by a reader of its own. */
    static ValueType<ConfigValue> part(String expected) {
        return of(expected, List.of(), Optional::of);
    }

    static ValueType<ConfigObject> object(String expected) {
        return of(
                expected,
                List.of(),
                value -> Optional.of(value)
                        .filter(ConfigObject.class::isInstance)
                        .map(ConfigObject.class::cast));
    }

    static ValueType<ConfigList> list(String expected) {
        return of(
                expected,
                List.of(),
                value -> Optional.of(value).filter(ConfigList.class::isInstance).map(ConfigList.class::cast));
    }

    static ValueType<Integer> integer(int least) {
        return integer("an integer of at least " + least, least, Integer.MAX_VALUE);
    }

    static ValueType<Integer> integer(int least, int most) {
        return integer("an integer from " + least + " to " + most, least, most);
    }

    private static ValueType<Integer> integer(String expected, int least, int most) {
        return of(
                expected,
                List.of(),
                value -> integer(value)
                        .filter(number -> number >= least && number <= most)
                        .map(Long::intValue));
    }

    static ValueType<Integer> oddInteger() {
        return of(
                "an odd integer of at least 1",
                List.of(),
                value -> integer(value)
                        .filter(number -> number >= 1 && number <= Integer.MAX_VALUE && number % 2 == 1)
                        .map(Long::intValue));
    }

    /** An integer from 1, or the word {@code all} for the largest there is. */
    static ValueType<Integer> orAll(ValueType<Integer> count) {
        return new ValueType<>(count.expected() + ", or all", List.of("all"), (value, path, problems) -> {
            if (text(value).filter("all"::equals).isPresent()) {
                return Integer.MAX_VALUE;
            }
            Problems refused = new Problems();
            Integer read = count.read(value, path, refused);
            if (read == null) {
                problems.addUnknown(path, count.expected() + ", or all", value, List.of("all"));
            }
            return read;
        });
    }

    static ValueType<Double> number(String expected, Predicate<Double> accepted) {
        return of(expected, List.of(), value -> number(value).filter(accepted));
    }

    /** A probability or weight: from 0 to 1, both included. */
    static ValueType<Double> fraction() {
        return number("a number from 0 to 1", number -> number >= 0 && number <= 1);
    }

    /** From 0 to below 1. */
    static ValueType<Double> properFraction() {
        return number("a number from 0 to below 1", number -> number >= 0 && number < 1);
    }

    static ValueType<Double> positive() {
        return number("a number above 0", number -> number > 0);
    }

    static ValueType<Double> notNegative() {
        return number("a number of at least 0", number -> number >= 0);
    }

    static ValueType<Double> anyNumber() {
        return number("a number", number -> true);
    }

    /** A number from 0 to 1, or a word that stands for none. */
    static ValueType<OptionalDouble> fractionOr(String word) {
        return of(
                "a number from 0 to 1, or " + word,
                List.of(word),
                value -> text(value)
                        .filter(word::equals)
                        .map(none -> OptionalDouble.empty())
                        .or(() -> number(value)
                                .filter(number -> number >= 0 && number <= 1)
                                .map(OptionalDouble::of)));
    }

    /** True, false, or a word that stands for neither. */
    static ValueType<Optional<Boolean>> flagOr(String word) {
        return of(
                "true, false or " + word,
                List.of("true", "false", word),
                value -> text(value)
                        .filter(word::equals)
                        .map(neither -> Optional.<Boolean>empty())
                        .or(() -> flag(value).map(Optional::of)));
    }

    /** One of some names. */
    static ValueType<String> name(List<String> names) {
        return of(oneOf(names), names, value -> text(value).filter(names::contains));
    }

    /** A constant of an enum by its name in lower case, words joined by hyphens. */
    static <E extends Enum<E>> ValueType<E> constant(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> names = constants.stream().map(Names::of).toList();
        return of(
                oneOf(names),
                names,
                value -> text(value)
                        .map(names::indexOf)
                        .filter(index -> index >= 0)
                        .map(constants::get));
    }

    /** A list, each element of one type. */
    static <T> ValueType<List<T>> listOf(String expected, ValueType<T> element) {
        return new ValueType<>(expected, List.of(), (value, path, problems) -> {
            if (!(value instanceof ConfigList list)) {
                problems.add(path, expected, value);
                return null;
            }
            int before = problems.size();
            List<T> elements = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                elements.add(element.read(list.get(i), path + "[" + i + "]", problems));
            }
            return problems.size() == before ? List.copyOf(elements) : null;
        });
    }

    /** A list, or a word that stands for an empty one. */
    static <T> ValueType<List<T>> listOr(String word, String expected, ValueType<T> element) {
        ValueType<List<T>> list = listOf(expected + ", or " + word, element);
        return new ValueType<>(
                list.expected(),
                List.of(word),
                (value, path, problems) ->
                        text(value).filter(word::equals).isPresent() ? List.of() : list.read(value, path, problems));
    }

    private static <T> ValueType<T> of(
            String expected, List<String> names, Function<ConfigValue, Optional<? extends T>> reader) {
        return new ValueType<>(expected, names, (value, path, problems) -> {
            Optional<? extends T> read = reader.apply(value);
            if (read.isEmpty()) {
                problems.addUnknown(path, expected, value, names);
            }
            return read.orElse(null);
        });
    }

    T read(ConfigValue value, String path, Problems problems) {
        return reader.read(value, path, problems);
    }

    /** {@code a, b or c}. */
    static String oneOf(List<String> names) {
        int last = names.size() - 1;
        return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static Optional<String> text(ConfigValue value) {
        return value.valueType() == ConfigValueType.LIST || value.valueType() == ConfigValueType.OBJECT
                ? Optional.empty()
                : Optional.of(String.valueOf(value.unwrapped()));
    }

    private static Optional<Boolean> flag(ConfigValue value) {
        return text(value)
                .filter(text -> Arrays.asList("true", "false").contains(text))
                .map(Boolean::valueOf);
    }

    private static Optional<Double> number(ConfigValue value) {
        return decimal(value).map(BigDecimal::doubleValue).filter(number -> Double.isFinite(number));
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
