package org.evalgap.study.binding;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Makes records of values and takes them apart. */
public final class Records {

    private Records() {}

    /** A record of the values of its components, in their order. */
    public static <T> T make(Class<T> type, Object... values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw refused(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a component. */
    public static Object value(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (InvocationTargetException e) {
            throw refused(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record with other values of some components, by their names. */
    @SuppressWarnings("unchecked")
    public static <T extends Record> T with(T record, Map<String, ?> changes) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Set<String> names =
                Set.of(Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new));
        if (!names.containsAll(changes.keySet())) {
            throw new IllegalArgumentException("Components: expected some of " + names + ", received " + changes);
        }
        return (T) make(
                record.getClass(),
                Arrays.stream(components)
                        .map(component -> changes.containsKey(component.getName())
                                ? changes.get(component.getName())
                                : value(component, record))
                        .toArray());
    }

    private static RuntimeException refused(InvocationTargetException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
}
