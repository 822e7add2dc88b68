package org.evalgap.study.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One setting: everything about it but its name and type, which are those of the record component. A component without
 * this annotation is a record, or comes in {@link Beside kinds}, whose settings stand beside the others.
 *
 * <p>A setting that is added must have a default that leaves trials as they were. It is then not written into the
 * settings of a trial that has the default, so that the ids of all trials so far stay what they are. For the same reason
 * the default of such a setting must never change.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** One sentence for the reference, with the unit. */
    String meaning();

    /** Its key, if that is not the component's name in lower case with hyphens. */
    String key() default "";

    /** What it is if the study file does not set it, as HOCON; a setting without a default is required. */
    String defaultValue() default "";

    /** Whether it may be absent although it has no default; the component is then null. */
    boolean optional() default false;

    /** What it accepts, in words behind "expected", where type and bounds do not say it well. */
    String accepts() default "";

    /** Smallest value, of a number or of each number of a list. */
    double atLeast() default Double.NEGATIVE_INFINITY;

    /** What a number, or each number of a list, is above. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Largest value, of a number or of each number of a list. */
    double atMost() default Double.POSITIVE_INFINITY;

    /** What a number, or each number of a list, is below. */
    double below() default Double.POSITIVE_INFINITY;

    /** A word that is accepted too: for the largest {@code int}, for an empty list, else for null. */
    String word() default "";

    /** A word that is accepted for the elements of a list too. */
    String elementWord() default "";

    /** Whether a list of one element can be written as the element alone. */
    boolean single() default false;

    /** The key of a setting that this one stands in for: not both can be set, and the default of the other is off then. */
    String insteadOf() default "";

    /** The key of a setting of the same object without which this one has no effect: if it is 0, false, none or empty. */
    String onlyWith() default "";

    /** Whether it is written into the settings of a trial that has the default: as the first settings always were. */
    boolean always() default false;

    /** Where the settings of a type of another module are described. */
    Class<?> described() default void.class;
}
