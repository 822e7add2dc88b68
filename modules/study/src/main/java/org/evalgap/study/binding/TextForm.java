package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.evalgap.study.problems.Place;

/**
 * Values that a text stands for.
 *
 * @param reading makes one of its text
 */
record TextForm(Method reading) implements Form {

    static TextForm of(Class<?> type) {
        try {
            return new TextForm(type.getMethod("read", String.class, BiConsumer.class));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + ": expected a method that reads a text, received none", e);
        }
    }

    @Override
    public String expected() {
        return "a text";
    }

    @Override
    public Object read(ConfigValue value, Place place, Accepted accepted) {
        Optional<String> text = Scalar.text(value).filter(given -> !given.isBlank());
        if (text.isEmpty()) {
            place.refuse(accepted.expected(), value);
            return null;
        }
        BiConsumer<String, String> refuse = place::refuse;
        try {
            return reading.invoke(null, text.get(), refuse);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object write(Object value) {
        return value.toString();
    }
}
