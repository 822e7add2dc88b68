package org.evalgap.study.binding;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/** The bounds of numbers, as {@link Setting} has them. */
public final class Bounds {

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private Bounds() {}

    /**
     * Checks a record that is being made; every number that is a setting, or in a list that is one, has to be in bounds.
     *
     * @param values of its components, all of them in order
     * @throws ShapeException if a setting is out of its bounds
     */
    public static void check(Class<? extends Record> type, Object... values) {
        RecordComponent[] components = COMPONENTS.get(type);
        if (components.length != values.length) {
            throw new IllegalStateException("Values of " + type.getName() + ": expected one for each of the "
                    + components.length + " components, received " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            Setting setting = components[i].getAnnotation(Setting.class);
            if (setting != null && values[i] instanceof Number number) {
                check(setting, components[i].getName(), number, expected(setting, number.getClass()));
            } else if (setting != null && values[i] instanceof List<?> list) {
                for (Object element : list) {
                    if (element instanceof Number number) {
                        check(setting, components[i].getName(), number, expectedAll(setting, number.getClass()));
                    }
                }
            }
        }
    }

    private static void check(Setting setting, String component, Number value, String expected) {
        if (!hold(setting, value.doubleValue())) {
            throw new ShapeException(Names.key(setting, component), expected, value.toString());
        }
    }

    /** Whether a number is finite and in bounds. */
    public static boolean hold(Setting setting, double value) {
        return Double.isFinite(value)
                && value >= setting.atLeast()
                && (value > setting.above() || setting.above() == Double.NEGATIVE_INFINITY)
                && value <= setting.atMost()
                && value < setting.below();
    }

    /** {@code an integer of at least 1}. */
    public static String expected(Setting setting, Class<?> type) {
        return (isInteger(type) ? "an integer" : "a number") + range(setting);
    }

    /** {@code integers of at least 1}. */
    public static String expectedAll(Setting setting, Class<?> type) {
        return (isInteger(type) ? "integers" : "numbers") + range(setting);
    }

    private static boolean isInteger(Class<?> type) {
        return List.of(int.class, Integer.class, long.class, Long.class).contains(type);
    }

    private static String range(Setting setting) {
        String most = Double.isFinite(setting.atMost())
                ? (Double.isFinite(setting.atLeast()) ? "" : "of at most ") + show(setting.atMost())
                : Double.isFinite(setting.below()) ? "below " + show(setting.below()) : "";
        if (Double.isFinite(setting.atLeast())) {
            String least = show(setting.atLeast());
            return most.isEmpty() ? " of at least " + least : " from " + least + " to " + most;
        }
        String least = Double.isFinite(setting.above()) ? " above " + show(setting.above()) : "";
        return most.isEmpty() ? least : least + (least.isEmpty() ? " " : " and ") + most;
    }

    private static String show(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
