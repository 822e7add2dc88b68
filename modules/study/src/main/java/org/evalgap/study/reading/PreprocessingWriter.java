package org.evalgap.study.reading;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.evalgap.data.preprocessing.ImageTransform;
import org.evalgap.data.preprocessing.Preprocessing;

/** Writes how images are prepared as {@link PreprocessingReader} reads it. */
public final class PreprocessingWriter {

    private PreprocessingWriter() {}

    /** A list of transforms, which can be the value of {@code preprocessing.eval}. */
    public static String list(Preprocessing preprocessing) {
        return preprocessing.transforms().stream()
                .map(PreprocessingWriter::transform)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    // Transforms and what they are made of are called as in files, but for hyphens.
    private static String transform(ImageTransform transform) {
        String kind = hyphenated(transform.getClass().getSimpleName());
        RecordComponent[] settings = transform.getClass().getRecordComponents();
        return settings.length == 0
                ? kind
                : Arrays.stream(settings)
                        .map(setting -> hyphenated(setting.getName()) + " = "
                                + value(PreprocessingWriter.read(setting, transform)))
                        .collect(Collectors.joining(", ", "{ kind = " + kind + ", ", " }"));
    }

    private static String value(Object value) {
        if (value instanceof List<?> list) {
            return list.size() == 1 ? list.get(0).toString() : list.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Record pair
                ? Arrays.stream(pair.getClass().getRecordComponents())
                        .map(part -> read(part, pair).toString())
                        .collect(Collectors.joining(", ", "[", "]"))
                : value.toString();
    }

    private static Object read(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("accessors of records only return what they have", e);
        }
    }

    private static String hyphenated(String name) {
        return name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
