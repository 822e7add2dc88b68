package org.evalgap.study.binding;

import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.evalgap.study.problems.Place;

/**
 * Values that a text stands for, which {@code toString} gives back.
 *
 * @param reading a static method {@code read(String text, BiConsumer<String, String> refuse)} of their class, which makes one
 *     of its text, or tells what was expected and received and returns null
 */
record TextForm(Method reading) implements Form {

    /** Empty for a class that has no such method. */
    static Optional<TextForm> of(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("read")
                        && method.getReturnType() == type
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class, BiConsumer.class}))
                .map(TextForm::new)
                .findFirst();
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
