package org.evalgap.study.binding;

import com.typesafe.config.ConfigObject;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A component of a record: a setting, or settings that stand beside the others. */
sealed interface Part {

    RecordComponent component();

    /** The settings, in order. */
    Stream<Field> fields();

    /** Reads what the component is; what is returned is of no meaning if a problem was reported. */
    Object read(ObjectReader reader);

    /** Adds what its settings are, in a component of that value. */
    void write(Object value, Map<Field, Object> written);

    /**
     * The parts of a record.
     *
     * @param described where its settings are described, if not on its components
     * @param defaults which come before the settings' own
     */
    static List<Part> of(Class<?> type, Class<?> described, ConfigObject defaults) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> of(component, described, defaults))
                .toList();
    }

    private static Part of(RecordComponent component, Class<?> described, ConfigObject defaults) {
        Setting setting = setting(component, described);
        Class<?> type = component.getType();
        if (setting != null) {
            return new Single(component, Field.of(component.getName(), component.getGenericType(), setting, defaults));
        }
        if (type.isRecord()) {
            return new Group(component, of(type, described.isRecord() ? type : described, defaults));
        }
        if (type.isAnnotationPresent(Beside.class)) {
            return Choice.of(component, defaults);
        }
        throw new IllegalStateException("Component " + component + " of " + component.getDeclaringRecord()
                + ": expected a setting, or a record whose settings stand beside the others, received neither");
    }

    private static Setting setting(RecordComponent component, Class<?> described) {
        if (described.isRecord()) {
            return component.getAnnotation(Setting.class);
        }
        try {
            return described.getMethod(component.getName()).getAnnotation(Setting.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** One setting. */
    record Single(RecordComponent component, Field field) implements Part {
        @Override
        public Stream<Field> fields() {
            return Stream.of(field);
        }

        @Override
        public Object read(ObjectReader reader) {
            return reader.get(field);
        }

        @Override
        public void write(Object value, Map<Field, Object> written) {
            written.put(field, field.write(value));
        }
    }

    /** A record whose settings stand beside the others. */
    record Group(RecordComponent component, List<Part> parts) implements Part {
        @Override
        public Stream<Field> fields() {
            return parts.stream().flatMap(Part::fields);
        }

        @Override
        public Object read(ObjectReader reader) {
            return reader.make(component.getType(), reader.readAll(parts));
        }

        @Override
        public void write(Object value, Map<Field, Object> written) {
            parts.forEach(part -> part.write(Records.value(part.component(), value), written));
        }
    }

    /** One of several records, named by a setting. */
    record Choice(RecordComponent component, Field named, List<Class<?>> types, List<List<Part>> parts)
            implements Part {

        static Choice of(RecordComponent component, ConfigObject defaults) {
            Class<?> type = component.getType();
            List<Class<?>> types = records(type).toList();
            Setting setting = type.getAnnotation(Beside.class).value();
            List<String> names = types.stream().map(Choice::name).sorted().toList();
            return new Choice(
                    component,
                    Field.ofNames(setting, names, defaults),
                    types,
                    types.stream()
                            .map(record -> Part.of(record, record, defaults))
                            .toList());
        }

        private static Stream<Class<?>> records(Class<?> type) {
            return type.isRecord()
                    ? Stream.of(type)
                    : Stream.of(type.getPermittedSubclasses()).flatMap(Choice::records);
        }

        private static String name(Class<?> type) {
            return Names.of(type.getSimpleName()).substring(1);
        }

        @Override
        public Stream<Field> fields() {
            return Stream.concat(
                    Stream.of(named), parts.stream().flatMap(List::stream).flatMap(Part::fields));
        }

        @Override
        public Object read(ObjectReader reader) {
            Object name = reader.get(named);
            Map<Object, Object[]> values = new HashMap<>();
            for (int i = 0; i < types.size(); i++) {
                values.put(name(types.get(i)), reader.readAll(parts.get(i)));
            }
            return types.stream()
                    .filter(type -> name(type).equals(name))
                    .findFirst()
                    .map(type -> reader.make(type, values.get(name)))
                    .orElse(null);
        }

        @Override
        public void write(Object value, Map<Field, Object> written) {
            written.put(named, name(value.getClass()));
            parts.get(types.indexOf(value.getClass()))
                    .forEach(part -> part.write(Records.value(part.component(), value), written));
        }
    }
}
