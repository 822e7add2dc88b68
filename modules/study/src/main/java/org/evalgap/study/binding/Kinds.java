package org.evalgap.study.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A sealed interface whose records a study file writes as objects of several kinds, told apart by the key {@code kind};
 * or an interface that describes such an interface of another module.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Kinds {

    /** What the objects are, for messages: {@code a layer}. */
    String noun();

    /** What they are in front of "of kind", if that is not the noun without its article. */
    String title() default "";

    /** Where they stand in a study file, if that is not where they are found first. */
    String path() default "";

    /** The kinds, each a {@link Section}; without them, the records that the interface permits. */
    Class<?>[] kinds() default {};
}
