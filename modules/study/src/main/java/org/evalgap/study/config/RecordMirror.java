package org.evalgap.study.config;

import com.typesafe.config.ConfigObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Moves values between a record and the keys that are named after its components. */
final class RecordMirror {

    private RecordMirror() {}

    /** An object that stands where its key says, with a record's components as its keys. */
    static <T extends Record> ValueType<T> type(String expected, Section section, Class<T> type) {
        return new ValueType<>(expected, List.of(), (value, path, problems) -> {
            if (value instanceof ConfigObject object) {
                return read(type, section.keys(), new SectionReader(section, object, path, Location.STUDY, problems));
            }
            problems.add(path, expected, value);
            return null;
        });
    }

    /** Makes a record of what its keys are set to; returns null after a problem was reported. */
    static <T extends Record> T read(Class<T> type, List<Key<?>> keys, SectionReader reader) {
        List<String> names = keys.stream().map(Key::name).toList();
        if (!names.equals(componentNames(type))) {
            throw new IllegalStateException(
                    "Keys of " + type.getName() + ": expected " + componentNames(type) + ", received " + names);
        }
        Object[] values = new Object[keys.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = reader.get(keys.get(i));
        }
        return reader.build(() -> make(type, values));
    }

    private static <T extends Record> T make(Class<T> type, Object[] values) {
        try {
            return constructor(type).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T extends Record> Constructor<T> constructor(Class<T> type) throws NoSuchMethodException {
        return type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
    }

    /** A record's components by the names of their keys. */
    static SortedMap<String, Object> write(Record value) {
        SortedMap<String, Object> written = new TreeMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                Object part = component.getAccessor().invoke(value);
                written.put(Names.ofComponent(component.getName()), part instanceof Record inner ? write(inner) : part);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return written;
    }

    private static List<String> componentNames(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> Names.ofComponent(component.getName()))
                .toList();
    }
}
