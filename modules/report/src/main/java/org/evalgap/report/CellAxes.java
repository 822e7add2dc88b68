package org.evalgap.report;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cells by their value on each axis of the study, as the column {@code axes} of the tables has it. */
public final class CellAxes {

    /** What cells of outputs that lack the column lie on: their labels, whole. */
    private static final String CELL = "cell";

    /** The label of a study without axes. */
    private static final String BASE = "base";

    private static final String NUMBER = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";

    private static final int PLAIN_DIGITS = 5;

    /** Numbers by their size, before texts by their letters. */
    static final Comparator<String> ORDER = Comparator.comparing((String value) -> !isNumber(value))
            .thenComparing(value -> isNumber(value) ? new BigDecimal(value) : BigDecimal.ZERO)
            .thenComparing(Comparator.naturalOrder());

    private CellAxes() {}

    /**
     * The value on each axis, numbers written as {@link #text} does.
     *
     * @param axes JSON object of texts by the axes' keys; null in outputs of versions that did not write it
     * @param label the cell's label, its only value where {@code axes} is null
     */
    public static SortedMap<String, String> of(String axes, String label) {
        SortedMap<String, String> values = new TreeMap<>();
        if (axes != null) {
            ConfigFactory.parseString(axes, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root()
                    .forEach((key, value) -> values.put(key, text(String.valueOf(value.unwrapped()))));
        } else if (!label.isEmpty() && !label.equals(BASE)) {
            values.put(CELL, label);
        }
        return values;
    }

    /** The keys of all axes that some of the cells lie on, each once. */
    public static List<String> keys(Collection<? extends Map<String, String>> cells) {
        Set<String> keys = new LinkedHashSet<>();
        cells.forEach(cell -> keys.addAll(cell.keySet()));
        return keys.stream().sorted().toList();
    }

    /** The values that some cells have on an axis, each once, in the order in which people read them. */
    public static List<String> values(Collection<? extends Map<String, String>> cells, String key) {
        return cells.stream()
                .filter(cell -> cell.containsKey(key))
                .map(cell -> cell.get(key))
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    /** Cells by their values on the first axis, then the second and so on; a cell that lacks an axis comes first. */
    public static Comparator<Map<String, String>> order(List<String> keys) {
        return keys.stream()
                .map(key ->
                        Comparator.comparing((Map<String, String> cell) -> cell.get(key), Comparator.nullsFirst(ORDER)))
                .reduce(Comparator::thenComparing)
                .orElse(Comparator.comparing(Map::size));
    }

    /** Whether a value is a finite number. */
    public static boolean isNumber(String value) {
        return value.matches(NUMBER);
    }

    /** A value as a person writes it: {@code 0.1}, {@code 64}, {@code 1e6}, {@code 5e-5}; what is no number stays as it is. */
    static String text(String value) {
        if (!isNumber(value)) {
            return value;
        }
        BigDecimal number = new BigDecimal(value).stripTrailingZeros();
        if (number.signum() == 0) {
            return "0";
        }
        int exponent = number.precision() - number.scale() - 1;
        boolean round = number.precision() + PLAIN_DIGITS <= exponent + 1;
        if (exponent >= -PLAIN_DIGITS + 1 && !round) {
            return number.toPlainString();
        }
        return number.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
