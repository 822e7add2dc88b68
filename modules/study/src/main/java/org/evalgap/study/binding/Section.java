package org.evalgap.study.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record that a study file writes as an object, or an interface that describes such a record of another module. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Section {

    /** One sentence for the reference. <code>{names}</code> stands for the {@link #presets names} of presets. */
    String meaning();

    /** The value of its key {@code kind}, if it is one of several {@link Kinds}. */
    String kind() default "";

    /** Defaults of settings that are described elsewhere, as HOCON. */
    String defaults() default "";

    /** Objects that go by a name, which is their key {@code name}, as HOCON. */
    String presets() default "";

    /** The key that a number in place of the object stands for; none if it has to be an object. */
    String number() default "";

    /** The record of another module that this interface describes, by methods with the names of its components. */
    Class<?> of() default void.class;
}
