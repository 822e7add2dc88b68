package org.evalgap.results.rows;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.SplittableRandom;

/** Result rows for tests that care for some of their columns, whatever the others are. */
public final class Rows {

    private Rows() {}

    /** A row with the {@code fixed} components, by their names, and random values in the others. */
    public static <R extends Record> R row(Class<R> type, Map<String, ?> fixed, SplittableRandom random) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> fixed.containsKey(component.getName())
                        ? fixed.get(component.getName())
                        : value(component.getType(), random))
                .toArray();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What a trial leaves when it leaves these rows: each goes to the list of its type. */
    public static TrialResult result(TrialRow trial, Collection<? extends Record> rows) {
        RecordComponent[] components = TrialResult.class.getRecordComponents();
        Object[] values = new Object[components.length];
        values[0] = trial;
        for (int i = 1; i < components.length; i++) {
            Type element = ((ParameterizedType) components[i].getGenericType()).getActualTypeArguments()[0];
            values[i] = rows.stream().filter(((Class<?>) element)::isInstance).toList();
        }
        try {
            return (TrialResult) TrialResult.class.getDeclaredConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(Class<?> type, SplittableRandom random) {
        if (type == String.class) {
            return "quote\" line\nα" + random.nextInt(100);
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt();
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong();
        }
        if (type == double.class) {
            return random.nextDouble();
        }
        if (type == Double.class) {
            return random.nextBoolean() ? random.nextDouble() : null;
        }
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
        }
        throw new AssertionError("no value of " + type);
    }
}
