package org.evalgap.study.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A sealed interface whose records are told apart by a setting that names one of them. The settings of all records stand
 * beside it; those of the records that are not named have no effect.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Beside {

    /** The setting that names the record; it accepts the records' names. */
    Setting value();
}
